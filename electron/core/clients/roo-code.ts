/**
 * Roo Code (VS Code extension). Not run here: paths and keys from its source, 3.52.1 (April 2026). An address
 * needs its `type`; there is no sign-in.
 */
import { editorUserFolder } from './app-folders.ts';
import { CWD, inSeconds, toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import type { MapFile } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';
import { ENV_PREFIXED } from './variable-syntax.ts';

const EXTENSION = 'rooveterinaryinc.roo-cline';
const EDITORS = ['Code', 'Code - Insiders', 'Cursor', 'Windsurf', 'VSCodium'] as const;

export const rooCode = mapClient({
  id: 'roo-code',
  name: 'Roo Code',
  mark: 'M2.4 12.2c0-5.6 5-5.6 5 0 0-8.4 6.2-8.4 6.2 0',
  scopes: ['user', 'project'],
  reload: null,
  neverSignsIn: true,
  signInHelp: (server) => ({
    steps: [
      'Roo Code has no sign-in of its own for MCP servers.',
      `Put a token into the headers of ${server}, or use the server with another client.`,
    ],
  }),
  fromDesktop: true,
  binaries: [],
  markers: (env) => EDITORS.map((product) => storageOf(env, product)),
  files: (env, projects) => [...editorFiles(env), ...projectFiles(env, projects, '.roo', 'mcp.json')],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    type: { key: 'type', reads: { stdio: 'stdio', 'streamable-http': 'http', sse: 'sse' } },
    urls: { url: null },
    variables: ENV_PREFIXED,
    writes: {
      stdio: {},
      http: { first: { type: 'streamable-http' } },
      sse: { first: { type: 'sse' } },
    },
    settings: [
      CWD,
      inSeconds('timeout', 'timeout', { most: 3_600_000 }),
      toolList('denyTools', 'disabledTools'),
      toolList('autoApproveTools', 'alwaysAllow'),
    ],
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
});

function storageOf(env: PathEnv, product: string): string {
  return joinPath(env, editorUserFolder(env, product), 'globalStorage', EXTENSION);
}

/** Each editor keeps its own; VS Code's counts where the extension is in none yet. */
function editorFiles(env: PathEnv): readonly MapFile[] {
  const present = EDITORS.filter((product) =>
    env.listing(joinPath(env, editorUserFolder(env, product), 'globalStorage')).includes(EXTENSION),
  );
  return (present.length > 0 ? present : [EDITORS[0]]).map((product) => ({
    scope: 'user',
    path: joinPath(env, storageOf(env, product), 'settings', 'mcp_settings.json'),
    ...(product === EDITORS[0] ? {} : { tag: product }),
  }));
}
