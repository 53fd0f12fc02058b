import { describe, expect, test } from 'vitest';
import type { ConfigScope, EntryWarning } from '../../../shared/domain.ts';
import { adapterFor } from '../clients/registry.ts';
import type { ConfigLocation } from '../clients/types.ts';
import { readerFor } from '../formats/registry.ts';
import { clientFiles } from '../config/client-files.ts';
import { entryFindings } from './entry-findings.ts';
import type { Findings } from './entry-findings.ts';
import type { FileExposure } from './exposure.ts';
import { takenNames } from './variable-names.ts';

const PRIVATE: FileExposure = { mode: 0o600, readableBy: 'owner', git: 'none' };

/** What is found in one entry `x`, given as its client writes it. */
function find(
  client: string,
  written: object | string,
  facts: { exposure?: Partial<FileExposure>; scope?: ConfigScope; signsIn?: boolean } = {},
): Findings {
  const adapter = adapterFor(client);
  if (adapter === null) throw new Error(client);
  const env = { platform: 'linux', home: '/home/me', vars: {}, listing: () => [] } as const;
  const project = facts.scope === 'project' ? '/home/me/app' : null;
  const locations = adapter.locations(env, project === null ? [] : [project]);
  const location = locations.find(
    (one: ConfigLocation) => one.role === 'servers' && one.project === project && one.ignored === null,
  );
  if (location === undefined) throw new Error('no location');
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  const parsed = readerFor(location.format).parse(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  const files = clientFiles(env, [location], [location], () => parsed.document);
  const [entry] = adapter.entries(files);
  if (entry === undefined) throw new Error('no entry');
  return entryFindings(entry, {
    adapter,
    document: parsed.document,
    exposure: { ...PRIVATE, ...facts.exposure },
    changeable: true,
    signsIn: facts.signsIn ?? false,
    isTaken: () => false,
  });
}

const claude = (server: object) => ({ mcpServers: { x: server } });
const codes = ({ warnings }: Findings): readonly EntryWarning['code'][] => warnings.map(({ code }) => code);

const geminiPlaces = (server: object) =>
  find('gemini-cli', claude(server)).secrets.map(({ place, reference }) => [place, reference]);

const way = (client: string, written: object | string) => {
  const [secret] = find(client, written).secrets;
  return secret === undefined ? null : [secret.ways, secret.variable, secret.reference];
};

describe('warnings', () => {
  test('a secret on the command line, in every spelling, and never what only looks like one', () => {
    for (const args of [
      ['--api-key', 'abc'],
      ['--token=abcdef'],
      ['ghp_abcdefghijklmnopqrstuvwx'],
      ['--header', 'Authorization: Bearer abcdef'],
      ['-e', 'GITHUB_TOKEN=abcdef'],
      ['postgres://me:hunter2@db.test/x'],
      ['--url', 'https://a.test/mcp?api_key=abcdef'],
    ]) {
      expect([...args, ...codes(find('claude-code', claude({ command: 'run', args })))]).toContain(
        'secret-on-command-line',
      );
    }
    for (const args of [
      ['--api-key', '${API_KEY}'],
      ['-e', 'GITHUB_TOKEN'],
      ['--header', 'Authorization:${AUTH}'],
      ['--key-file', '/etc/key.pem'],
      ['--token', '<your-token>'],
      ['image@sha256:' + 'a1'.repeat(32)],
      ['-y', '@scope/token-server'],
    ]) {
      expect([...args, ...codes(find('claude-code', claude({ command: 'run', args })))]).not.toContain(
        'secret-on-command-line',
      );
    }
  });

  test('a KruxOS user token on the command line, and where the agent token belongs', () => {
    expect(codes(find('claude-code', claude({ command: 'mcp-bridge', args: ['krx_user_abc'] })))).toEqual([
      'user-token-on-command-line',
    ]);
    const agent = (token: string) =>
      codes(find('claude-code', claude({ command: 'mcp-bridge', env: { KRUXOS_AGENT_TOKEN: token } })));
    expect(agent('krx_user_abc')).toEqual(['wrong-token']);
    expect(agent('abc')).toEqual(['wrong-token']);
    expect(agent('a1'.repeat(32))).toEqual([]);
    expect(agent('${KRUXOS_AGENT_TOKEN}')).toEqual([]);
  });

  test('a plain secret in a private file is no warning, in a project’s file or an open one it is', () => {
    const server = claude({
      url: 'https://a.test',
      type: 'http',
      headers: { Authorization: 'Bearer abcdef' },
    });
    expect(find('claude-code', server)).toMatchObject({
      warnings: [],
      secrets: [{ place: 'headers.Authorization' }],
    });
    const severity = (git: FileExposure['git']) =>
      find('claude-code', server, { scope: 'project', exposure: { git } }).warnings[0]?.severity;
    expect(severity('tracked')).toBe('high');
    expect(severity('open')).toBe('high');
    expect(severity('none')).toBe('medium');
    expect(severity('ignored')).toBeUndefined();
    const open = find('claude-code', server, { exposure: { readableBy: 'everyone', mode: 0o644 } });
    expect(open.warnings[0]).toMatchObject({
      code: 'secret-in-readable-file',
      text: 'The header Authorization stands in plain text in a file that every account on this computer can read.',
      fixes: ['secrets', 'permissions'],
    });
    const windows = find('claude-code', server, { exposure: { readableBy: 'owner', mode: null } });
    expect(windows.warnings).toEqual([]);
  });

  test('an address with a secret, and a header in the way of a sign-in', () => {
    const url = 'https://me:hunter2@a.test/mcp?api_key=abcdef';
    expect(find('claude-code', claude({ type: 'http', url })).secrets.map(({ place }) => place)).toEqual([
      'url.password',
      'url.api_key',
    ]);
    const fixed = claude({ type: 'http', url: 'https://a.test', headers: { authorization: 'Bearer ${T}' } });
    expect(codes(find('claude-code', fixed))).toEqual([]);
    expect(codes(find('claude-code', fixed, { signsIn: true }))).toEqual(['fixed-authorization']);
  });

  test('a client secret beside the server, and no token that a client keeps there for itself', () => {
    expect(
      geminiPlaces({ httpUrl: 'https://a.test', oauth: { clientId: 'a', clientSecret: 'abcdef' } }),
    ).toEqual([['other.oauth.clientSecret', '${X_CLIENT_SECRET}']]);
    expect(geminiPlaces({ httpUrl: 'https://a.test', oauth: { accessToken: 'abcdef' } })).toEqual([]);
  });

  test('no text quotes a secret', () => {
    const server = claude({
      command: 'run',
      args: ['--api-key', 'hunter2-a', 'https://me:hunter2-b@a.test?token=hunter2-c'],
      env: { DB_PASSWORD: 'hunter2-d', DATABASE_URL: 'postgres://me:hunter2-e@db.test' },
    });
    const found = find('claude-code', server, { scope: 'project', exposure: { readableBy: 'everyone' } });
    expect(found.secrets).toHaveLength(4);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

const keyOf = (secret: string) =>
  ({
    id: 'env.API_KEY',
    kind: 'env',
    name: 'API_KEY',
    index: -1,
    path: [],
    before: '',
    secret,
    after: '',
  }) as const;

describe('ways out', () => {
  const env = { API_TOKEN: 'abcdef' };
  const headers = { Authorization: 'Bearer abcdef' };

  test.each([
    ['claude-code', claude({ command: 'run', env }), [['reference'], 'API_TOKEN', '${API_TOKEN}']],
    [
      'claude-code',
      claude({ type: 'http', url: 'https://a.test', headers }),
      [['reference'], 'X_TOKEN', '${X_TOKEN}'],
    ],
    ['cursor', claude({ url: 'https://a.test', headers }), [['reference'], 'X_TOKEN', '${env:X_TOKEN}']],
    ['windsurf', claude({ command: 'run', env }), [['reference'], 'API_TOKEN', '${env:API_TOKEN}']],
    [
      'vscode',
      { servers: { x: { type: 'stdio', command: 'run', env } } },
      [['ask', 'reference'], 'API_TOKEN', '${input:api-token}'],
    ],
    [
      'opencode',
      { mcp: { x: { type: 'remote', url: 'https://a.test', headers } } },
      [['reference'], 'X_TOKEN', '{env:X_TOKEN}'],
    ],
    [
      'codex',
      '[mcp_servers.x]\nurl = "https://a.test"\nhttp_headers = { Authorization = "Bearer abcdef" }\n',
      [['reference'], 'X_TOKEN', null],
    ],
    [
      'codex',
      '[mcp_servers.x]\nurl = "https://a.test"\nhttp_headers = { X-Api-Key = "abcdef" }\n',
      [['reference'], 'X_API_KEY', null],
    ],
    [
      'codex',
      '[mcp_servers.x]\ncommand = "run"\nenv = { API_TOKEN = "abcdef" }\n',
      [['reference'], 'API_TOKEN', null],
    ],
    ['codex', '[mcp_servers.x]\nurl = "https://a.test?api_key=abcdef"\n', [[], 'X_API_KEY', null]],
    [
      'goose',
      'extensions:\n  x:\n    type: stdio\n    enabled: true\n    cmd: run\n    envs:\n      API_TOKEN: abcdef\n',
      [['reference'], 'API_TOKEN', null],
    ],
    ['zed', { context_servers: { x: { url: 'https://a.test', headers } } }, [[], 'X_TOKEN', null]],
    ['claude-desktop', claude({ command: 'run', env }), [[], 'API_TOKEN', null]],
    [
      'claude-desktop',
      claude({ command: 'run', args: ['--api-key', 'abcdef'] }),
      [['move'], 'API_KEY', null],
    ],
    [
      'factory-droid',
      claude({ type: 'http', url: 'https://a.test?api_key=abcdef' }),
      [[], 'X_API_KEY', null],
    ],
  ])('%s: %j', (client, written, expected) => {
    expect(way(client, written)).toEqual(expected);
  });

  test('two values never share a variable', () => {
    const secrets = [
      { server: 'a', place: keyOf('one') },
      { server: 'b', place: keyOf('two') },
    ];
    expect(takenNames(secrets, {})('API_KEY', 'one')).toBe(true);
    expect(takenNames(secrets.slice(0, 1), {})('API_KEY', 'one')).toBe(false);
    expect(takenNames([], { API_KEY: 'other' })('API_KEY', 'one')).toBe(true);
  });
});
