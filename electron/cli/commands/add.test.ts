import { expect, test } from 'vitest';
import type { NewServer, RecognisedServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import { changeRecorder, runWith } from '../test-support/run-program.ts';
import { snapshotFixture } from '../test-support/snapshot-fixture.ts';

const server: NewServer = {
  name: 'kfuse',
  transport: 'http',
  url: 'https://mcp.kfuse.test/mcp',
  command: null,
  args: [],
  env: {},
  headers: {},
  bearerTokenEnvVar: null,
};

const recognised = (extra: Partial<RecognisedServer> = {}): RecognisedServer => ({
  server,
  source: 'a web address',
  targets: [],
  placeholders: [],
  problems: [],
  warnings: [],
  ...extra,
});

test('adds an http server with headers to each named client', async () => {
  const { handlers, asked } = changeRecorder();
  const snapshot = snapshotFixture();
  const twoClients = {
    ...snapshot,
    clients: [...snapshot.clients, ...snapshot.clients.map((client) => ({ ...client, id: 'claude-code' }))],
  };
  const words = [
    'kfuse',
    '--url',
    'https://mcp.kfuse.test/mcp',
    '--header',
    'X-Team: a: b',
    '--client',
    'codex,claude-code',
  ];
  const run = await runWith(['add', ...words], { handlers, snapshot: twoClients });
  expect(run.exitCode).toBe(0);
  const action = {
    kind: 'add',
    servers: [{ ...server, headers: { 'X-Team': 'a: b' } }],
    targets: ['codex', 'claude-code'].map((client) => ({
      client,
      scope: 'user',
      project: null,
      bridge: false,
    })),
  };
  expect(asked).toEqual([{ preview: action }, { apply: action, base: null }]);
});

test('adds a local program with its own options and variables', async () => {
  const { handlers, asked } = changeRecorder();
  const words = ['tool', '--env', 'A=1=2', '--client', 'codex', '--', 'npx', '-y', 'tool', '--yes'];
  await runWith(['add', ...words], { handlers });
  expect(asked[0]).toMatchObject({
    preview: {
      servers: [{ transport: 'stdio', command: 'npx', args: ['-y', 'tool', '--yes'], env: { A: '1=2' } }],
    },
  });
});

test('a project scope means the folder the person stands in, or those named', async () => {
  const { handlers, asked } = changeRecorder();
  const words = ['add', 'kfuse', '--url', 'https://a.test', '--client', 'codex', '--scope', 'project'];
  await runWith(words, { handlers });
  await runWith([...words, '--project', '/one', '--project', 'two'], { handlers });
  expect(asked[0]).toMatchObject({ preview: { targets: [{ project: '/home/me/app' }] } });
  expect(asked[2]).toMatchObject({
    preview: { targets: [{ project: '/one' }, { project: '/home/me/app/two' }] },
  });
});

test('when one client cannot take the server, nothing is written anywhere', async () => {
  const { handlers, asked } = changeRecorder();
  const target = { client: 'claude-desktop', scope: 'user', project: null, bridge: false } as const;
  const refusing: typeof handlers = {
    ...handlers,
    'change:preview': async () =>
      ok({
        title: 'Add kfuse',
        files: [],
        notes: [],
        base: {},
        refused: [
          {
            target,
            server: 'kfuse',
            error: fail('Unsupported', 'Claude Desktop loads only programs.').error,
          },
        ],
      }),
  };
  const run = await runWith(['add', 'kfuse', '--url', 'https://a.test', '--client', 'codex'], {
    handlers: refusing,
  });
  expect(run.exitCode).toBe(6);
  expect(run.err).toContain('Claude Desktop loads only programs.');
  expect(asked).toEqual([]);
});

test.each([
  ['two ways at once', ['kfuse', '--url', 'https://a.test', '--client', 'codex', '--', 'npx']],
  ['no command after --', ['kfuse', '--client', 'codex', '--']],
  ['an unknown client', ['kfuse', '--url', 'https://a.test', '--client', 'nano']],
  ['an unknown scope', ['kfuse', '--url', 'https://a.test', '--client', 'codex', '--scope', 'managed']],
  ['an unknown transport', ['kfuse', '--url', 'https://a.test', '--client', 'codex', '--transport', 'ws']],
  [
    'a transport that does not fit',
    ['kfuse', '--url', 'https://a.test', '--client', 'codex', '--transport', 'stdio'],
  ],
  ['a variable without a name', ['kfuse', '--env', '=1', '--client', 'codex', '--', 'npx']],
  ['a header without a colon', ['kfuse', '--url', 'https://a.test', '--header', 'X', '--client', 'codex']],
  ['no name', ['--url', 'https://a.test', '--client', 'codex']],
])('refuses %s as a usage error', async (_what, words) => {
  const { handlers, asked } = changeRecorder();
  const run = await runWith(['add', ...words], { handlers });
  expect(run.exitCode).toBe(2);
  expect(asked).toEqual([]);
});

test('without --client the only installed client is meant, several have to be named', async () => {
  const { handlers } = changeRecorder();
  expect((await runWith(['add', 'kfuse', '--url', 'https://a.test'], { handlers })).exitCode).toBe(0);
  const none = snapshotFixture();
  const snapshot = { ...none, clients: none.clients.map((client) => ({ ...client, installed: false })) };
  const run = await runWith(['add', 'kfuse', '--url', 'https://a.test'], { handlers, snapshot });
  expect(run).toMatchObject({ exitCode: 2 });
  expect(run.err).toContain('--client (codex)');
});

test('understands a pasted command, with the targets it names', async () => {
  const { handlers, asked } = changeRecorder();
  const target = { client: 'claude-code', scope: 'local', project: null, bridge: false } as const;
  const texts: string[] = [];
  const pasting: typeof handlers = {
    ...handlers,
    'paste:recognise': async ({ text }) => {
      texts.push(text);
      return ok({ servers: [recognised({ targets: [target] })], hints: [] });
    },
  };
  const line = 'claude mcp add --transport http kfuse https://mcp.kfuse.test/mcp';
  expect((await runWith(['add', line], { handlers: pasting })).exitCode).toBe(0);
  expect(asked[0]).toEqual({
    preview: { kind: 'add', servers: [server], targets: [{ ...target, project: '/home/me/app' }] },
  });
  await runWith(['add', '--paste', '-', '--client', 'codex'], { handlers: pasting, input: 'from stdin' });
  expect(asked[2]).toMatchObject({ preview: { targets: [{ client: 'codex', scope: 'user' }] } });
  expect(texts).toEqual([line, 'from stdin']);
});

test('several pasted servers for the same client are one change', async () => {
  const { handlers, asked } = changeRecorder();
  const user = { client: 'claude-code', scope: 'user', project: null, bridge: false } as const;
  const local = { ...user, scope: 'local' } as const;
  const named = (name: string, target: typeof user | typeof local): RecognisedServer =>
    recognised({ server: { ...server, name }, targets: [target] });
  const pasting: typeof handlers = {
    ...handlers,
    'paste:recognise': async () =>
      ok({ servers: [named('a', user), named('b', local), named('c', user)], hints: [] }),
  };
  await runWith(['add', 'three lines'], { handlers: pasting });
  const applied = asked.filter((one) => Object.hasOwn(one as object, 'apply'));
  expect(applied).toMatchObject([
    { apply: { servers: [{ name: 'a' }, { name: 'c' }], targets: [user] } },
    { apply: { servers: [{ name: 'b' }], targets: [{ ...local, project: '/home/me/app' }] } },
  ]);
});

test('when a later change fails, what was done before is still told', async () => {
  const { handlers } = changeRecorder();
  const target = { client: 'claude-code', scope: 'user', project: null, bridge: false } as const;
  const other = { ...target, client: 'codex' };
  let applied = 0;
  const failing: typeof handlers = {
    ...handlers,
    'paste:recognise': async () =>
      ok({ servers: [recognised({ targets: [target] }), recognised({ targets: [other] })], hints: [] }),
    'change:apply': async () => {
      applied += 1;
      if (applied === 2) return fail('ConfigConflict', 'The file changed.');
      return ok({ id: 'c1', title: 'Added kfuse', refs: [], files: [], notes: [] });
    },
  };
  const run = await runWith(['add', 'two lines', '--json'], { handlers: failing });
  expect(run.exitCode).toBe(4);
  expect(JSON.parse(run.out)).toMatchObject({ changes: [{ id: 'c1' }] });
});

test.each([
  [recognised({ placeholders: [{ field: 'url', text: '<KLOUDFUSE_URL>' }] }), '<KLOUDFUSE_URL>', 1],
  [recognised({ problems: ['The address is not valid.'] }), 'The address is not valid.', 2],
])('does not save what is not ready', async (one, words, exitCode) => {
  const { handlers, asked } = changeRecorder();
  const pasting: typeof handlers = {
    ...handlers,
    'paste:recognise': async () => ok({ servers: [one], hints: [] }),
  };
  const run = await runWith(['add', 'pasted text', '--client', 'codex'], { handlers: pasting });
  expect(run.exitCode).toBe(exitCode);
  expect(run.err).toContain(words);
  expect(asked).toEqual([]);
});

test('tells the hint when a text holds no server', async () => {
  const handlers = {
    'paste:recognise': async () => ok({ servers: [], hints: ['Run /plugin inside Claude Code.'] }),
  };
  const run = await runWith(['add', '/plugin install x'], { handlers });
  expect(run).toMatchObject({ exitCode: 2 });
  expect(run.err).toContain('Run /plugin inside Claude Code.');
});

test('an address is taken without the spaces around it, as they come along when copied', async () => {
  const { handlers, asked } = changeRecorder();
  const texts: string[] = [];
  const looking: typeof handlers = {
    ...handlers,
    'paste:recognise': async ({ text }) => {
      texts.push(text);
      return ok({ servers: [recognised()], hints: [] });
    },
  };
  await runWith(['add', 'kfuse', '--url', ' https://a.test/mcp ', '--client', 'codex'], {
    handlers: looking,
  });
  expect(texts.join('')).toContain('"https://a.test/mcp"');
  expect(asked.at(-1)).toMatchObject({ apply: { servers: [{ url: 'https://a.test/mcp' }] } });
});

test('refuses a text that is too long before anything reads it', async () => {
  const run = await runWith(['add', '--paste', '-'], { input: 'x'.repeat(200_001) });
  expect(run.exitCode).toBe(2);
});

test('flags are looked over like a pasted text, with the name and address they give', async () => {
  const { handlers, asked } = changeRecorder();
  const texts: string[] = [];
  const looking: typeof handlers = {
    ...handlers,
    'paste:recognise': async ({ text }) => {
      texts.push(text);
      return ok({
        servers: [recognised({ placeholders: [{ field: 'url', text: '<YOUR_HOST>' }] })],
        hints: [],
      });
    },
  };
  const run = await runWith(['add', 'kfuse', '--url', 'https://<YOUR_HOST>/mcp', '--client', 'codex'], {
    handlers: looking,
  });
  expect(run.exitCode).toBe(1);
  expect(run.err).toContain('"<YOUR_HOST>" in "kfuse" is only a placeholder.');
  expect(texts).toEqual([
    '{"mcpServers":{"kfuse":{"type":"http","url":"https://<YOUR_HOST>/mcp","headers":{}}}}',
  ]);
  expect(asked).toEqual([]);
});
