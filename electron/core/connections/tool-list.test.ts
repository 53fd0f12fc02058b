import { expect, test } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import { readTools } from './tool-list.ts';

type Page = Record<string, unknown>;

/** The list of a server that answers page after page; counts how often it was asked. */
async function read(page: (asked: number) => Page) {
  let asked = 0;
  const result = await readTools(async () => {
    asked += 1;
    return ok({ result: page(asked), error: null });
  });
  if (!result.ok) throw new Error(result.error.message);
  return { asked, note: result.value.note, tools: result.value.tools.map(({ view }) => view) };
}

test('goes through all pages, and reads what each tool says about itself', async () => {
  const pages: Page[] = [
    {
      tools: [{ name: 'list', description: ' All. ', annotations: { readOnlyHint: true } }],
      nextCursor: 'b',
    },
    { tools: [{ name: 'put', title: 'Put', annotations: { destructiveHint: true }, inputSchema: {} }] },
  ];
  const { tools, note } = await read((asked) => pages[asked - 1] ?? {});
  expect(note).toBeNull();
  expect(tools).toEqual([
    { name: 'list', title: null, description: 'All.', readOnly: true, destructive: false, inputSchema: null },
    { name: 'put', title: 'Put', description: null, readOnly: false, destructive: true, inputSchema: {} },
  ]);
});

test.each([
  ['whose cursor never ends', (asked: number) => ({ tools: [], nextCursor: `c${asked}` })],
  ['whose cursor comes back', () => ({ tools: [{ name: 'a' }], nextCursor: 'same' })],
  [
    'with too many tools',
    (asked: number) => ({
      tools: Array.from({ length: 600 }, (_, index) => ({ name: `t${asked}-${index}` })),
      nextCursor: `c${asked}`,
    }),
  ],
])('gives up on a list %s, and says so', async (_what, page) => {
  const { asked, note, tools } = await read(page);
  expect(asked).toBeLessThanOrEqual(20);
  expect(tools.length).toBeLessThanOrEqual(1000);
  expect(note).toBe('The server’s list does not end; the rest is left out.');
});

test('leaves out what nobody could name, and what comes twice', async () => {
  const names = ['fine', 'fine', '', ' x', 'a\u001b[2Jb', 'a\u202eb', 'x'.repeat(300), 7, null];
  const { tools, note } = await read(() => ({
    tools: [...names.map((name) => ({ name })), 'junk', [], null],
  }));
  expect(tools.map(({ name }) => name)).toEqual(['fine']);
  expect(note).toBe('11 without a usable name of their own left out.');
});

test('cuts huge descriptions, and drops a schema that is too deep or too large', async () => {
  let deep: unknown = {};
  for (let level = 0; level < 50_000; level += 1) deep = { properties: { x: deep } };
  const wide = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`p${index}`, {}]));
  const { tools } = await read(() => ({
    tools: [
      { name: 'deep', description: 'long '.repeat(400_000), inputSchema: deep },
      { name: 'wide', title: 'T'.repeat(5000), inputSchema: { properties: wide } },
      { name: 'secret', description: 'Use password=hunter22', inputSchema: { description: 'a\u0007b' } },
    ],
  }));
  expect(tools[0]).toMatchObject({ inputSchema: null });
  expect(tools[0]?.description?.length).toBeLessThanOrEqual(4001);
  expect(tools[1]).toMatchObject({ inputSchema: null });
  expect(tools[1]?.title?.length).toBeLessThanOrEqual(201);
  expect(tools[2]).toMatchObject({ description: 'Use password=••••••', inputSchema: { description: 'ab' } });
});

test('tells a server that refuses the list from one without tools', async () => {
  const error = { code: -32601, message: 'Method not found', data: null };
  expect(await readTools(async () => ok({ result: null, error }))).toMatchObject({
    ok: false,
    error: { code: 'HttpError', message: 'The server does not list its tools: “Method not found”.' },
  });
  expect(await read(() => ({ tools: [] }))).toMatchObject({ tools: [], note: null });
});
