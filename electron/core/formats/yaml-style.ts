import { bodyStart, eolAt } from './text-lines.ts';
import type { YamlStyle } from './yaml-write.ts';
import type { YamlNode, YamlTree } from './yaml-tree.ts';

/** How a file spells things, from the first examples in it; two spaces and indented lists where it has none. */
export function yamlStyleOf({ text, root }: YamlTree, near: number): YamlStyle {
  let unit: number | null = null;
  let indentedLists: boolean | null = null;
  let flowLists: boolean | null = null;
  const queue: YamlNode[] = root === null ? [] : [root];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const { value } of node.members) {
      if (value.members.length === 0 || value.target) continue;
      queue.push(value);
      const isBlockMember = node.kind === 'map' && !node.flow;
      if (value.kind === 'list' && value.members.every((item) => item.value.kind === 'scalar')) {
        flowLists ??= value.flow;
      }
      if (!isBlockMember || value.flow) continue;
      if (value.kind === 'list') indentedLists ??= value.indent > node.indent;
      else unit ??= value.indent - node.indent;
    }
  }
  const body = text.slice(bodyStart(text));
  return {
    eol: eolAt(text, near),
    unit: unit ?? 2,
    indentedLists: indentedLists ?? true,
    flowLists: flowLists ?? false,
    quote: /(?:^|[\s[,])'/.test(body) && !body.includes('"') ? "'" : '"',
  };
}
