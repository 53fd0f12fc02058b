import { expect, test } from 'vitest';
import type { ToolView } from './tools.ts';
import { toolsToTry } from './tools-to-try.ts';

function tool(name: string, change: Partial<ToolView> = {}): ToolView {
  const inputSchema = { type: 'object', properties: {} };
  return {
    name,
    title: null,
    description: null,
    readOnly: false,
    destructive: false,
    inputSchema,
    ...change,
  };
}

const names = (tools: readonly ToolView[]) => toolsToTry(tools).map(({ name }) => name);
const needy = { inputSchema: { type: 'object', properties: { id: {} }, required: ['id'] } };

test('suggests what only reads and needs nothing, the plainest first', () => {
  const reads = { readOnly: true };
  expect(
    names([
      tool('list_items', reads),
      tool('get_item', { ...reads, ...needy }),
      tool('agent.whoami', reads),
      tool('process.run'),
    ]),
  ).toEqual(['agent.whoami', 'list_items']);
});

test('goes by the name where the server says of no tool that it only reads', () => {
  expect(
    names([tool('filesystem.write', needy), tool('system.time'), tool('system.info'), tool('run')]),
  ).toEqual(['system.time', 'system.info']);
  expect(names([tool('run'), tool('timeline')])).toEqual([]);
});

test('never suggests what may take something away, nor more than four', () => {
  expect(names([tool('drop_status', { destructive: true, readOnly: true })])).toEqual([]);
  const many = Array.from({ length: 9 }, (_, index) => tool(`read_${index}`, { readOnly: true }));
  expect(names(many)).toHaveLength(4);
});
