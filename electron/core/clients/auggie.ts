/**
 * Auggie (Augment Code). Facts: seen with 0.36.0 on Linux with `auggie mcp list --json`, one entry at a time. The
 * nearest file wins: local, project, person. Comments are allowed, a byte order mark is not, and one entry that
 * does not fit makes Auggie skip its whole file. It has no login command.
 * From its bundle: tokens of sign-ins go to Augment's own service as secrets of the account, or stay in its memory while
 * that cannot be reached; “auggie mcp remove” deletes the server's there, and nothing else does.
 */
import { refusingMark } from './byte-order-mark.ts';
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { isRecord, joinPath } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { ClientFiles, RawEntry } from './types.ts';

export const auggie = mapClient({
  id: 'auggie',
  name: 'Auggie',
  mark: 'M13 8A5 5 0 1 1 3 8a5 5 0 0 1 10 0ZM8 5.8v4.4M5.8 8h4.4',
  scopes: ['user', 'project', 'local'],
  reload: 'Start Auggie again to apply.',
  signInHelp: (server) => ({
    steps: [
      'Start “auggie” in a terminal.',
      `Type “/mcp” there, choose ${server}, and sign in in the browser that it opens.`,
    ],
    out: `To sign out, run “auggie mcp remove ${server}”: Auggie deletes the server and its sign-in.`,
    argv: ['auggie'],
  }),
  keepsSignIns: 'in your Augment account, not on this computer',
  binaries: ['auggie'],
  addCommand: { scope: 'user' },
  markers: (env) => [joinPath(env, env.home, '.augment')],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, env.home, '.augment', 'settings.json') },
    ...projectFiles(env, projects, '.augment', 'settings.json'),
    ...projectFiles(env, projects, '.augment', 'settings.local.json').map((file) => ({
      ...file,
      scope: 'local' as const,
    })),
  ],
  format: 'jsonc',
  root: ['mcpServers'],
  shape: {
    type: { key: 'type', reads: { stdio: 'stdio', http: 'http', sse: 'sse' } },
    addressWins: true,
    variables: null,
    unwrap: textualEnv,
    writes: {
      stdio: { first: { type: 'stdio' } },
      http: { first: { type: 'http' } },
      sse: { first: { type: 'sse' } },
    },
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
  refine,
});

function refine(files: ClientFiles, entry: RawEntry): RawEntry {
  const problem =
    entry.problem === null
      ? null
      : `Auggie skips the whole file while this entry is like this: ${entry.problem}`;
  return refusingMark('Auggie', files, { ...entry, problem });
}

/** Numbers in `env` are taken as text. */
function textualEnv(record: ConfigRecord): ConfigRecord {
  const env = Object.hasOwn(record, 'env') ? record['env'] : undefined;
  if (!isRecord(env)) return record;
  const texts = Object.entries(env).map(
    ([name, value]) => [name, typeof value === 'number' ? String(value) : value] as const,
  );
  return { ...record, env: Object.fromEntries(texts) };
}
