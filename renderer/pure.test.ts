import { describe, expect, it } from 'vitest';
import { signInOffer } from '../shared/attention.ts';
import { groupServers } from '../shared/server-groups.ts';
import { draftOf, openPlaceholders, serverOf, snippetOf } from './add/draft.ts';
import { initialChoices, targetsOf } from './add/targets.ts';
import { splitPoint } from './components/address.tsx';
import { bannerFor } from './detail/banner-model.ts';
import { CLIENTS, makeEntry, pictureEntries } from './dev/fixture.ts';
import { parseDiff } from './diff-lines.ts';
import { keepOrder } from './servers/list-order.ts';
import { rowAction, rowWords } from './servers/row-model.ts';

const NOW = new Date(2026, 10, 20, 14, 0, 0).getTime();
const groups = groupServers(pictureEntries(NOW));
const group = (name: string) => {
  const found = groups.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no group ${name}`);
  return found;
};
const ownerName = (id: string) =>
  CLIENTS.find((client) => client.id === id)?.name ?? (id === 'mcp-tray' ? 'MCP Tray' : id);

const words = (name: string) => rowWords(group(name), { now: NOW, ownerName, operations: [] });
const cut = (text: string) => text.slice(splitPoint(text));

describe('parseDiff', () => {
  it('keeps lines that look like headers inside a hunk', () => {
    const lines = parseDiff('--- a\n+++ b\n@@ -1,2 +1,2 @@\n--- old comment\n+++ new comment\n same');
    expect(lines.map(({ kind, text }) => [kind, text])).toEqual([
      ['removed', '-- old comment'],
      ['added', '++ new comment'],
      ['same', 'same'],
    ]);
  });

  it('marks the gap between hunks and drops carriage returns and end-of-file notes', () => {
    const lines = parseDiff('@@ -1 +1 @@\n-a\r\n+b\r\n@@ -9 +9 @@\n-c\n\\ No newline at end of file\n+d');
    expect(lines.map(({ text }) => text)).toEqual(['a', 'b', '…', 'c', 'd']);
  });
});

describe('keepOrder', () => {
  it('keeps known rows, puts new ones beside their neighbours, drops gone ones', () => {
    expect(keepOrder(['c', 'a', 'b'], ['a', 'b', 'b2', 'd'])).toEqual(['a', 'b', 'b2', 'd']);
    expect(keepOrder(['b', 'a'], ['a', 'a2', 'b'])).toEqual(['b', 'a', 'a2']);
    expect(keepOrder([], ['x', 'y'])).toEqual(['x', 'y']);
  });
});

describe('rowAction', () => {
  it('offers one action by what is wrong, and none when nothing is', () => {
    const kinds = groups.map(({ name }) => [name, rowAction(group(name), [])?.kind ?? null]);
    expect(Object.fromEntries(kinds)).toEqual({
      'docs-http': 'details',
      'kfuse-prod': 'sign-in',
      kubernetes: 'diagnose',
      octomesh: 'sign-in',
      reviewer: 'details',
      github: null,
      kruxos: 'check',
      linear: null,
      search: null,
      'figma-desktop': 'enable',
    });
  });

  it('does not offer a sign-in where it would not help', () => {
    const [missing] = groupServers([makeEntry('codex', 'x', { auth: { state: 'env-missing' } })]);
    if (missing === undefined) throw new Error('one group is expected');
    expect(rowAction(missing, [])?.kind).toBe('details');
  });
});

describe('rowWords', () => {
  it('says in which client the sign-in is missing', () => {
    expect(words('kfuse-prod').auth?.detail).toContain('in Codex · the service refused');
  });

  it('folds the louder fact to the front', () => {
    expect(words('kfuse-prod').folded).toMatchObject({ title: 'Sign-in rejected', detail: 'Connected' });
    expect(words('github').folded).toMatchObject({ title: 'Connected', detail: 'Signed in' });
    expect(words('kubernetes').folded).toMatchObject({ title: 'Certificate problem' });
  });
});

describe('bannerFor', () => {
  it('tells the failed attempt first, with the outside text as a quotation', () => {
    const failures = [
      {
        ref: 'codex:user:octomesh',
        at: NOW,
        error: { code: 'SignInFailed', message: 'It failed.', next: 'Try again.', detail: 'raw' },
      },
    ] as const;
    expect(bannerFor(group('octomesh'), failures, ownerName)).toMatchObject({
      sentences: ['It failed.', 'Try again.'],
      quote: 'raw',
      offers: 'sign-in',
    });
  });

  it.each([
    ['not permitted', { state: 'not-permitted', owner: 'mcp-tray' }],
    ['a fixed token that is refused', { state: 'rejected', owner: null }],
    ['a variable that is not set', { state: 'env-missing' }],
  ] as const)('offers no sign-in where it would not help: %s', (_name, auth) => {
    const entry = makeEntry('codex', 'kcp', { auth, connection: { state: 'needs-auth' } });
    const [only] = groupServers([entry]);
    if (only === undefined) throw new Error('no group');
    expect(bannerFor(only, [], ownerName)).toMatchObject({ offers: 'diagnose', tone: 'attention' });
    expect(signInOffer([entry])).toBeNull();
  });

  it.each([
    ['codex', { state: 'expired', owner: 'mcp-tray' }, 'MCP Tray has to sign in again'],
    ['codex', { state: 'expired', owner: 'codex' }, 'Codex has to sign in again'],
    ['codex', { state: 'rejected', owner: null }, 'The server refuses the token written in Codex'],
    ['codex', { state: 'registration-rejected' }, 'The sign-in service does not accept MCP Tray'],
  ] as const)('says whose sign-in it is: %s, %j', (client, auth, title) => {
    const [only] = groupServers([makeEntry(client, 'kcp', { auth, connection: { state: 'needs-auth' } })]);
    if (only === undefined) throw new Error('no group');
    expect(bannerFor(only, [], ownerName)).toMatchObject({ title });
  });

  it('sends nobody to a sign-in with MCP Tray for one that the client keeps itself', () => {
    const entry = makeEntry('cursor', 'kcp', {
      auth: { state: 'expired', owner: 'cursor' },
      connection: { state: 'needs-auth' },
      can: { clientSignIn: false },
    });
    const [only] = groupServers([entry]);
    if (only === undefined) throw new Error('no group');
    expect(rowAction(only, [])).toEqual({ kind: 'guide', entry });
    expect(signInOffer([entry])).toBeNull();
  });

  it('begins with the client’s own steps where no command can be run, since the client uses no other sign-in', () => {
    const auth = { state: 'needed' } as const;
    const connection = { state: 'needs-auth' } as const;
    const can = { clientSignIn: false, handSignIn: true };
    const byHand = makeEntry('cursor', 'kcp', { auth, connection, can });
    const never = makeEntry('cursor', 'kcp', { auth, connection, can: { ...can, handSignIn: false } });
    expect(groupServers([byHand]).map((one) => rowAction(one, []))).toEqual([
      { kind: 'guide', entry: byHand },
    ]);
    expect(groupServers([never]).map((one) => rowAction(one, []))).toEqual([
      { kind: 'sign-in', entry: never, via: 'own' },
    ]);
  });

  it('is silent about a cancelled sign-in and about a healthy server', () => {
    const failures = [
      { ref: 'codex:user:github', at: NOW, error: { code: 'AuthCancelled', message: 'm', next: 'n' } },
    ] as const;
    expect(bannerFor(group('github'), failures, ownerName)).toBeNull();
  });
});

describe('address', () => {
  it('keeps the last segment, unless it is long or the host itself', () => {
    expect(cut('https://a.test/tenants/north/mcp')).toBe('/mcp');
    expect(cut('https://a.test/')).toBe('');
    expect(cut('a.test/mcp')).toBe('/mcp');
    expect(cut('https://a.test/averyveryverylongsegmentindeed')).toBe('');
  });
});

describe('drafts', () => {
  const recognised = {
    server: {
      name: '__proto__',
      transport: 'stdio' as const,
      url: null,
      command: 'npx',
      args: ['-y', 'pkg with space'],
      env: { API_KEY: '<YOUR_KEY>' },
      headers: {},
      bearerTokenEnvVar: null,
    },
    source: 'JSON',
    targets: [],
    placeholders: [{ field: 'env.API_KEY', text: '<YOUR_KEY>' }],
    problems: [],
    warnings: [],
  };

  it('come back as the server they were made from', () => {
    expect(serverOf(draftOf(recognised))).toEqual(recognised.server);
  });

  it('become a snippet even when named like a JavaScript property', () => {
    expect(snippetOf(recognised.server)).toContain('{"mcpServers":{"__proto__":{"command":"npx"');
  });

  it('know which placeholders are still there', () => {
    expect(openPlaceholders(recognised.server, recognised)).toEqual(['<YOUR_KEY>']);
    const filled = { ...recognised.server, env: { API_KEY: 'x' } };
    expect(openPlaceholders(filled, recognised)).toEqual([]);
  });
});

describe('targets', () => {
  const http = [
    {
      ...serverOf(
        draftOf({
          server: {
            name: 'x',
            transport: 'http',
            url: 'https://x.test',
            command: null,
            args: [],
            env: {},
            headers: {},
            bearerTokenEnvVar: null,
          },
          source: '',
          targets: [],
          placeholders: [],
          problems: [],
          warnings: [],
        }),
      ),
    },
  ];

  it('start with every client that can load the server by itself', () => {
    const chosen = targetsOf(initialChoices(CLIENTS, http, []), CLIENTS, http);
    expect(chosen.map(({ client }) => client)).toEqual(['claude-code', 'codex']);
  });

  it('follow the clients and the place named by the text, whose folder is then asked for', () => {
    const named = [{ client: 'claude-code', scope: 'local', project: null, bridge: false }] as const;
    const chosen = targetsOf(initialChoices(CLIENTS, http, named), CLIENTS, http);
    expect(chosen).toEqual([{ client: 'claude-code', scope: 'local', project: null, bridge: false }]);
  });
});
