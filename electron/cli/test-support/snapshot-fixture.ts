import type { ServerEntry } from '../../../shared/domain.ts';
import { UNKNOWN_AUTH, UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';

/** An ordinary Codex entry over http, with what a test cares about laid over it. */
export function entryFixture(overrides: Partial<ServerEntry> = {}): ServerEntry {
  const client = overrides.client ?? 'codex';
  const scope = overrides.scope ?? 'user';
  const name = overrides.name ?? 'kfuse';
  return {
    ref: `${client}:${scope}:${name}`,
    client,
    scope,
    project: null,
    file: '/home/me/.codex/config.toml',
    line: 12,
    name,
    transport: 'http',
    url: 'https://mcp.kfuse.test/mcp',
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
    connection: UNKNOWN_CONNECTION,
    auth: UNKNOWN_AUTH,
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
    },
    serverKey: 'https://mcp.kfuse.test/mcp',
    ...overrides,
  };
}

export function snapshotFixture(overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    schema: 1,
    revision: 1,
    takenAt: 1_795_000_000_000,
    loading: false,
    host: {
      kind: 'cli',
      platform: 'linux',
      version: '0.1.0',
      home: '/home/me',
      stateDir: '/home/me/.local/state/mcp-tray',
    },
    clients: [
      {
        id: 'codex',
        name: 'Codex',
        mark: 'M3 3h10v10H3Z',
        installed: true,
        version: '0.169.0',
        scopes: ['user', 'project'],
        transports: ['stdio', 'http'],
        reload: 'Start a new Codex session.',
        capabilities: { disable: 'native', signIn: true, edit: true },
        variableSyntax: null,
        restart: null,
      },
    ],
    files: [
      {
        client: 'codex',
        scope: 'user',
        project: null,
        path: '/home/me/.codex/config.toml',
        format: 'toml',
        state: 'ok',
        problem: null,
        ignoredByClient: null,
      },
    ],
    entries: [entryFixture()],
    signIns: [],
    closedStores: [],
    projects: [],
    keychain: { state: 'unchecked', name: 'Secret Service', hint: null },
    background: null,
    history: [],
    operations: [],
    signInRound: null,
    failures: [],
    ...overrides,
  };
}
