import type { ServerEntry } from '../../../shared/domain.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { testEntry, testSnapshot } from '../../../shared/test-snapshot.ts';

/** An ordinary Codex entry over http, with what a test cares about laid over it. */
export function entryFixture(overrides: Partial<ServerEntry> = {}): ServerEntry {
  const client = overrides.client ?? 'codex';
  const scope = overrides.scope ?? 'user';
  const name = overrides.name ?? 'kfuse';
  const url = 'https://mcp.kfuse.test/mcp';
  const ref = `${client}:${scope}:${name}`;
  return testEntry(name, 'unknown', {}, { ref, client, scope, line: 12, url, serverKey: url, ...overrides });
}

export function snapshotFixture(overrides: Partial<Snapshot> = {}): Snapshot {
  return testSnapshot([entryFixture()], {
    takenAt: 1_795_000_000_000,
    host: {
      kind: 'cli',
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
    keychain: { state: 'unchecked', name: 'Secret Service', hint: null },
    ...overrides,
  });
}
