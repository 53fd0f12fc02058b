/**
 * Cline (VS Code extension, CLI and JetBrains plugin share one file). Facts: file, shapes and overrides seen with
 * the CLI 3.0.65 on Linux; the rules of the flat shape from its bundle. The lock was seen
 * too: a folder with a file `owner.<pid>.<ms>.<uuid>` in it. Its sign-ins stand inside the entries.
 */
import { editorUserFolder } from './app-folders.ts';
import { CWD, inSeconds, toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import type { MapFile } from './map-client.ts';
import { isRecord, joinPath } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { PathEnv } from './types.ts';
import { ENV_PREFIXED } from './variable-syntax.ts';

const FILE = 'cline_mcp_settings.json';
const EXTENSION = 'saoudrizwan.claude-dev';

export const cline = mapClient({
  id: 'cline',
  name: 'Cline',
  mark: 'M2.6 12.4 6.2 8.8l2.4 2 4.8-6.6M10.2 4.2h3.2v3.2',
  scopes: ['user'],
  reload: 'Cline’s extension notices by itself; start the CLI again.',
  // 3.0.65.
  debug: () => ({
    argv: ['cline', '--verbose'],
    tells: 'Cline starts as usual and tells more while it works.',
  }),
  signInHelp: (server) => ({
    steps: [
      'Open Cline and its MCP servers, “Configure” in VS Code or the wizard of “cline mcp”.',
      `Choose ${server} and press Authenticate.`,
    ],
  }),
  // The page of an extension is where VS Code shows it, and how its marketplace opens it.
  opens: () => ({ label: 'Open Cline in VS Code', link: 'vscode:extension/saoudrizwan.claude-dev' }),
  fromDesktop: true,
  binaries: ['cline'],
  addCommand: { scope: 'user', addressNeedsTransport: true },
  markers: (env) => [clineFolder(env), storageOf(env)],
  files: (env) => [
    { scope: 'user', path: settingsFile(env), lock: 'folder-with-owner', holdsTokens: true },
    ...oldFile(env),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    type: { key: 'type', reads: { stdio: 'stdio', streamableHttp: 'http', sse: 'sse' } },
    // Of the flat shape: an address without a type is HTTP+SSE.
    urls: { url: 'sse' },
    variables: ENV_PREFIXED,
    writes: {
      stdio: { first: { type: 'stdio' } },
      http: { first: { type: 'streamableHttp' } },
      sse: { first: { type: 'sse' } },
    },
    unwrap: flat,
    wrap: (transport) => ({ transport }),
    only: ['transportType', 'oauth', 'oauthClient'],
    // `autoApprove` is of the older, flat shape and says nothing about which tools are offered.
    settings: [
      CWD,
      inSeconds('timeout', 'timeout', { beside: true }),
      toolList('autoApproveTools', 'autoApprove'),
    ],
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
});

function clineFolder(env: PathEnv): string {
  return env.vars['CLINE_DIR'] || joinPath(env, env.home, '.cline');
}

function settingsFile(env: PathEnv): string {
  const data = env.vars['CLINE_DATA_DIR'] || joinPath(env, clineFolder(env), 'data');
  return env.vars['CLINE_MCP_SETTINGS_PATH'] || joinPath(env, data, 'settings', FILE);
}

function storageOf(env: PathEnv): string {
  return joinPath(env, editorUserFolder(env, 'Code'), 'globalStorage', EXTENSION);
}

/** The extension copied it once into the shared file. */
function oldFile(env: PathEnv): readonly MapFile[] {
  const folder = joinPath(env, storageOf(env), 'settings');
  if (!env.listing(folder).includes(FILE)) return [];
  const ignored = {
    reason: 'Cline took this file over into a new one and no longer reads it.',
    next: `Look for the server in ${settingsFile(env)}.`,
  };
  return [{ scope: 'user', path: joinPath(env, folder, FILE), tag: 'vscode', ignored }];
}

/** The nested shape as the flat one; `transportType` is an older name that says `http` for `streamableHttp`. */
function flat(record: ConfigRecord): ConfigRecord {
  const own = (key: string) => (Object.hasOwn(record, key) ? record[key] : undefined);
  const transport = own('transport');
  if (isRecord(transport)) return { ...record, ...transport };
  const older = own('type') === undefined ? own('transportType') : undefined;
  if (older === undefined) return record;
  return { ...record, type: older === 'http' ? 'streamableHttp' : older };
}
