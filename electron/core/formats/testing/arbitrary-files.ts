import * as fc from 'fast-check';
import type { ConfigValue } from '../types.ts';

/** A made-up config file, what it means, and the names of its servers (at least one). */
export interface GeneratedFile {
  readonly text: string;
  readonly value: ConfigValue;
  readonly servers: readonly string[];
}

interface Style {
  readonly eol: string;
  readonly unit: string;
  readonly layout: 'lines' | 'entries on one line' | 'minified' | 'spaced one-liner';
  readonly trailingComma: boolean;
  readonly bom: boolean;
  readonly finalNewline: boolean;
  readonly comments: boolean;
}

const name = fc.constantFrom(
  'alpha',
  'beta',
  '__proto__',
  'a.b',
  'with space',
  'q"uote',
  'ключ',
  '🧪',
  '',
  'constructor',
  "it's",
  'c:/x',
);
const scalar = fc.constantFrom<ConfigValue>(
  'npx',
  '',
  'C:\\x',
  '// not a comment',
  '# neither',
  '[x]',
  'tab\there',
  'ümläut 🧪',
  1,
  -20,
  1.5,
  true,
  false,
);
const list = fc.array(scalar, { maxLength: 3 });
const server = fc.dictionary(
  fc.constantFrom('command', 'args', 'url', 'env', 'enabled', '__proto__', 'x.y'),
  fc.oneof(scalar, list, fc.dictionary(name, scalar, { maxKeys: 2, noNullPrototype: false })),
  { minKeys: 1, maxKeys: 4, noNullPrototype: false },
);
/** What files of every format hold. */
export const value = fc.record({
  before: fc.dictionary(fc.constantFrom('model', 'x', 'theme'), fc.oneof(scalar, list), { maxKeys: 2 }),
  servers: fc.dictionary(name, server, { minKeys: 1, maxKeys: 4, noNullPrototype: false }),
  after: fc.dictionary(fc.constantFrom('zz', 'y'), server, { maxKeys: 2, noNullPrototype: false }),
});
const style = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  unit: fc.constantFrom('  ', '    ', '\t', ' '),
  layout: fc.constantFrom('lines', 'lines', 'entries on one line', 'minified', 'spaced one-liner'),
  trailingComma: fc.boolean(),
  bom: fc.boolean(),
  finalNewline: fc.boolean(),
  comments: fc.boolean(),
}) as fc.Arbitrary<Style>;

/** Where comments go is drawn from this list, in turns, so that a file is a pure function of its parts. */
export const noise = fc.array(fc.constantFrom('', '', '', 'note', 'about "this"', 'was: { "a": 1 },'), {
  minLength: 1,
  maxLength: 12,
});

type Plain = Record<string, ConfigValue>;

export function jsonFile(options: { comments: boolean; servers: string }): fc.Arbitrary<GeneratedFile> {
  return fc.tuple(value, style, noise).map(([parts, drawn, notes]) => {
    const chosen = options.comments ? drawn : { ...drawn, comments: false, trailingComma: false };
    const whole = { ...parts.before, [options.servers]: parts.servers, ...parts.after };
    let turn = 0;
    const note = () => notes[turn++ % notes.length] ?? '';
    const inLines = chosen.layout === 'lines' || chosen.layout === 'entries on one line';
    const text = writeJson(whole, chosen, note, '', inLines ? 0 : 9);
    const head = chosen.comments && inLines ? `// a file${chosen.eol}` : '';
    const tail = chosen.finalNewline ? chosen.eol : '';
    return {
      text: (chosen.bom ? '\uFEFF' : '') + head + text + tail,
      value: whole,
      servers: Object.keys(parts.servers),
    };
  });
}

function writeJson(
  item: ConfigValue,
  style: Style,
  note: () => string,
  indent: string,
  depth: number,
): string {
  if (typeof item !== 'object' || item === null) return JSON.stringify(item);
  const isArray = Array.isArray(item);
  const [open, close] = isArray ? '[]' : '{}';
  const tight = style.layout === 'minified';
  const inner = indent + style.unit;
  const parts = Object.entries(item).map(([key, member]) => {
    const written = writeJson(member, style, note, inner, depth + 1);
    return isArray ? written : `${JSON.stringify(key)}:${tight ? '' : ' '}${written}`;
  });
  if (parts.length === 0) return `${open}${close}`;
  const lines = style.layout === 'lines' ? depth < 8 : depth < 2;
  if (!lines) {
    const pad = tight || isArray ? '' : ' ';
    return open + pad + parts.join(tight ? ',' : ', ') + pad + close;
  }
  const body = parts.map((part, index) => {
    const comma = index < parts.length - 1 || style.trailingComma ? ',' : '';
    const above = style.comments && note() !== '' ? `${inner}// ${note()}${style.eol}` : '';
    const behind = style.comments && note() !== '' ? ` // ${note()}` : '';
    return `${above}${inner}${part}${comma}${behind}${style.eol}`;
  });
  const dangling = style.comments && note() !== '' ? `${inner}/* ${note()} */${style.eol}` : '';
  return open + style.eol + body.join('') + dangling + indent + close;
}

export function tomlFile(options: { servers: string; plain?: boolean }): fc.Arbitrary<GeneratedFile> {
  const spelling = fc.constantFrom('tables', 'tables', 'inline', 'dotted', 'inline entries');
  return fc.tuple(value, style, noise, spelling, fc.nat(2)).map(([parts, drawn, notes, how, blanks]) => {
    const chosen = options.plain ? { ...drawn, bom: false, eol: '\n' } : drawn;
    let turn = 0;
    const note = () => (chosen.comments ? (notes[turn++ % notes.length] ?? '') : '');
    const blank = Array.from({ length: blanks }, () => '');
    const root = Object.entries(parts.before).map((pair) => line(pair, note));
    const { loose, tables } = writeServers(options.servers, parts.servers, how, note, blank);
    const others = Object.entries(parts.after).flatMap(([key, item]) =>
      table([key], item as Plain, note, blank),
    );
    const lines = [...(chosen.comments ? ['# a file'] : []), ...root, ...loose, ...tables, ...others];
    const text = lines.join(chosen.eol) + (chosen.finalNewline ? chosen.eol : '');
    return {
      text: (chosen.bom ? '\uFEFF' : '') + text,
      value: { ...parts.before, [options.servers]: parts.servers, ...parts.after },
      servers: Object.keys(parts.servers),
    };
  });
}

function writeServers(key: string, servers: Plain, how: string, note: () => string, blank: string[]) {
  const entries = Object.entries(servers) as [string, Plain][];
  if (how === 'inline') return { loose: [`${key} = ${inline(servers)}`], tables: [] };
  if (how === 'inline entries') {
    return { loose: [], tables: [...blank, `[${key}]`, ...entries.map((pair) => line(pair, note))] };
  }
  if (how === 'dotted') {
    const loose = entries.flatMap(([name, item]) =>
      Object.entries(item).map(
        ([field, member]) => `${key}.${quoted(name)}.${quoted(field)} = ${inline(member)}`,
      ),
    );
    return { loose, tables: [] };
  }
  return { loose: [], tables: entries.flatMap(([name, item]) => table([key, name], item, note, blank)) };
}

function table(path: string[], item: Plain, note: () => string, blank: string[]): string[] {
  const entries = Object.entries(item);
  const nested = entries.filter(([, member]) => typeof member === 'object' && !Array.isArray(member));
  const own = entries.filter((pair) => !nested.includes(pair)).map((pair) => line(pair, note));
  const heading = note() === '' ? [] : [`# ${note()}`];
  return [
    ...blank,
    ...heading,
    `[${path.map(quoted).join('.')}]`,
    ...own,
    ...nested.flatMap(([name, member]) => table([...path, name], member as Plain, note, blank)),
  ];
}

function line([key, item]: [string, ConfigValue], note: () => string): string {
  const text = note();
  return `${quoted(key)} = ${inline(item)}${text === '' ? '' : `  # ${text}`}`;
}

function quoted(key: string): string {
  return /^[a-z]+$/.test(key) ? key : JSON.stringify(key);
}

function inline(item: ConfigValue): string {
  if (Array.isArray(item)) return `[${item.map(inline).join(', ')}]`;
  if (typeof item === 'object' && item !== null) {
    return `{ ${Object.entries(item)
      .map(([key, member]) => `${quoted(key)} = ${inline(member)}`)
      .join(', ')} }`;
  }
  return JSON.stringify(item);
}
