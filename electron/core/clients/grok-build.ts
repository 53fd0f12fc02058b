/** Grok Build. Not run here: paths and keys from add-mcp 2.4.0; a switch, SSE and variables are not known. */
import { inSeconds } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';

export const grokBuild = mapClient({
  id: 'grok-build',
  name: 'Grok Build',
  mark: 'M2.6 4h10.8v8H2.6V4ZM2.6 8h10.8M6 4v4M10 8v4',
  scopes: ['user', 'project'],
  reload: 'Start Grok Build again to apply.',
  binaries: [],
  markers: (env) => [grokFolder(env)],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, grokFolder(env), 'config.toml') },
    ...projectFiles(env, projects, '.grok', 'config.toml'),
  ],
  format: 'toml',
  root: ['mcp_servers'],
  shape: {
    variables: null,
    writes: { stdio: {}, http: {} },
    settings: [inSeconds('callTimeout', 'tool_timeout_sec')],
  },
  enablement: { kind: 'park' },
});

function grokFolder(env: PathEnv): string {
  return env.vars['GROK_HOME'] || joinPath(env, env.home, '.grok');
}
