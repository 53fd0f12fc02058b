/**
 * Goose. Not run here: paths and keys from its documentation of 2026 and add-mcp 2.4.0. It uses no SSE any more.
 * Goose fills references in addresses and headers from its own keychain, not from the environment. It has no command
 * for a sign-in: a session opens the browser when the server answers 401 (agents/extension_manager.rs, 2026-08).
 */
import { inSeconds, toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { isAbsolutePath, isRecord, joinPath } from './shared-parts.ts';
import type { ClientAdapter, FolderEnv } from './types.ts';

const base = mapClient({
  id: 'goose',
  name: 'Goose',
  mark: 'M2.2 6.6C4.6 5 6.6 6 8 9c1.4-3 3.4-4 5.8-2.4',
  scopes: ['user'],
  reload: 'Start a new Goose session to apply.',
  signInHelp: (server) => ({
    steps: [
      `In Goose: start a new session with ${server} switched on.`,
      'Goose opens your browser when the server asks for a sign-in. Sign in there.',
    ],
  }),
  // Since 1.41 (github.com/block/goose/pull/9196).
  opens: () => ({ label: 'Open a new Goose session', link: 'goose://new-session' }),
  // Its program is called as a well-known database tool is; only its folder tells that it is here.
  binaries: [],
  processes: [{ name: 'goose' }],
  markers: (env) => [gooseFolder(env), ...(env.platform === 'darwin' ? ['/Applications/Goose.app'] : [])],
  files: (env) => [{ scope: 'user', path: joinPath(env, gooseFolder(env), 'config.yaml') }],
  format: 'yaml',
  root: ['extensions'],
  shape: {
    type: { key: 'type', reads: { stdio: 'stdio', streamable_http: 'http', sse: 'sse' } },
    urls: { uri: null },
    command: 'cmd',
    env: 'envs',
    variables: null,
    passes: 'env_keys',
    writes: {
      stdio: { first: { enabled: true, type: 'stdio' } },
      http: { first: { enabled: true, type: 'streamable_http' }, url: 'uri' },
    },
    wrap: (flat) => ({ ...flat, timeout: 300 }),
    // An empty list is how Goose itself writes “all” (its source).
    settings: [
      inSeconds('timeout', 'timeout'),
      toolList('allowTools', 'available_tools', { emptyMeansAll: true }),
    ],
  },
  enablement: { kind: 'flag', key: 'enabled', off: false },
  nameProblem: (name) =>
    /^[a-z0-9_-]+$/.test(name) ? null : 'Goose allows only small letters, digits and “-”, “_” in names here.',
});

/** Parts of Goose itself and code inside the file; they are no servers, and stay unlisted and untouched. */
const OWN_TYPES = new Set(['builtin', 'platform', 'frontend', 'inline_python']);

export const goose: ClientAdapter = {
  ...base,
  entries: (files) =>
    base.entries(files).filter(({ location, path }) => {
      const type = files.document(location.path)?.get([...path, 'type']);
      return typeof type !== 'string' || !OWN_TYPES.has(type);
    }),
  /** Goose wants the name inside the entry too. */
  add(files, server, place) {
    const plan = base.add(files, server, place);
    if (!plan.ok) return plan;
    const edits = plan.value.edits.map((edit) => ({
      ...edit,
      ops: edit.ops.map((op) =>
        op.op === 'set' && isRecord(op.value) ? { ...op, value: { name: server.name, ...op.value } } : op,
      ),
    }));
    return { ok: true, value: { ...plan.value, edits } };
  },
};

/** How Goose makes the key of an entry, in its settings, from the name inside (config/extensions.rs, 2026-08). */
export function gooseKey(name: string): string {
  return name
    .replace(/\s/gu, '')
    .replace(/[^a-zA-Z0-9_-]/gu, '_')
    .toLowerCase();
}

/** Where its settings and secrets are. XDG on macOS too. */
export function gooseFolder(env: FolderEnv): string {
  const { vars, home } = env;
  const root = vars['GOOSE_PATH_ROOT'];
  if (root && isAbsolutePath(env, root)) return joinPath(env, root, 'config');
  if (env.platform === 'win32') {
    return joinPath(
      env,
      vars['APPDATA'] || joinPath(env, home, 'AppData', 'Roaming'),
      'Block',
      'goose',
      'config',
    );
  }
  return joinPath(env, vars['XDG_CONFIG_HOME'] || joinPath(env, home, '.config'), 'goose');
}
