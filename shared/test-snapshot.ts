import { UNKNOWN_AUTH, UNKNOWN_CONNECTION } from './domain.ts';
import type { AuthFact, ConnectionState, ServerEntry } from './domain.ts';
import type { Snapshot } from './snapshot.ts';

/** Noon, local time, so that "today" is the same day in every time zone. */
export const NOON = new Date(2026, 10, 20, 12).getTime();

/** An entry of Codex at an address of its own; tests change what they are about. */
export function testEntry(
  name: string,
  connection: ConnectionState = 'unknown',
  auth: Partial<AuthFact> = {},
  overrides: Partial<ServerEntry> = {},
): ServerEntry {
  return {
    ref: `codex:user:${name}`,
    client: 'codex',
    scope: 'user',
    project: null,
    file: '/home/me/.codex/config.toml',
    line: 1,
    name,
    transport: 'http',
    url: `https://${name}.test/mcp`,
    command: null,
    args: null,
    env: [],
    headers: [],
    bearerTokenEnvVar: null,
    settings: [],
    otherKinds: [],
    bearerField: false,
    headersFromVariables: false,
    enabled: true,
    enablement: 'native',
    disabledBy: null,
    approval: null,
    ignoredByClient: null,
    shadowedBy: null,
    suppliedBy: null,
    problem: null,
    warnings: [],
    secrets: [],
    connection: { ...UNKNOWN_CONNECTION, state: connection },
    auth: { ...UNKNOWN_AUTH, ...auth },
    can: {
      disable: true,
      enable: false,
      remove: true,
      edit: true,
      rename: true,
      copy: true,
      check: true,
      clientSignIn: true,
      ownSignIn: true,
      clientSignOut: false,
      ownSignOut: false,
      handSignIn: false,
      sessionSignIn: false,
    },
    serverKey: `https://${name}.test/mcp`,
    ...overrides,
  };
}

export function testSnapshot(entries: readonly ServerEntry[], overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    schema: 1,
    revision: 1,
    takenAt: NOON,
    loading: false,
    host: {
      kind: 'desktop',
      platform: 'linux',
      version: '0.1.0',
      home: '/home/me',
      stateDir: '/home/me/.local/state/mcp-tray',
      wslHomes: null,
    },
    clients: [
      {
        id: 'codex',
        name: 'Codex',
        mark: 'M3 3h10v10H3Z',
        installed: true,
        version: null,
        scopes: ['user'],
        transports: ['stdio', 'http'],
        reload: null,
        capabilities: { disable: 'native', signIn: true, edit: true },
        variableSyntax: null,
        restart: null,
      },
    ],
    files: [],
    entries,
    signIns: [],
    closedStores: [],
    projects: [],
    keychain: { state: 'ready', name: 'Secret Service', hint: null },
    background: null,
    history: [],
    operations: [],
    signInRound: null,
    ownProblems: [],
    sessionSignIns: [],
    failures: [],
    ...overrides,
  };
}
