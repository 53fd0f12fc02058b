/**
 * Crush. Not run here (its npm package needs GitHub): internal/config/load.go and the README of charmbracelet/crush,
 * copies of 2026. Files are merged, nearest last. `crushrc` scripts and the data file, where Crush itself keeps
 * tokens (`sign-ins/crush.ts`), are not read for servers.
 */
import { inSeconds, toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import type { ClientFiles, PathEnv, RawEntry } from './types.ts';

export const crush = mapClient({
  id: 'crush',
  name: 'Crush',
  mark: 'M2.4 8h4M4.4 6l2 2-2 2M13.6 8h-4M11.6 6l-2 2 2 2',
  scopes: ['user', 'project'],
  reload: 'Start Crush again to apply.',
  // Its README; `crush logs` is its own reader.
  debug: () => ({
    argv: ['crush', '--debug'],
    tells: 'Crush starts as usual; “crush logs --follow” in another terminal shows what it does.',
  }),
  binaries: ['crush'],
  markers: (env) => [crushFolder(env)],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, crushFolder(env), 'crush.json') },
    ...projectFiles(env, projects, 'crush.json'),
    ...projectFiles(env, projects, '.crush.json').map((file) => ({ ...file, tag: '.crush.json' })),
  ],
  format: 'json',
  root: ['mcp'],
  target: (files, candidates) => candidates.toReversed().find(({ path }) => files.document(path) !== null),
  shape: {
    type: { key: 'type', reads: { stdio: 'stdio', http: 'http', sse: 'sse' } },
    urls: { url: null },
    // Values go through a shell-like expansion, which also knows `$(command)`.
    variables: {
      reads: /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::-(?<fallback>[^}]*))?\})/g,
      spell: (name, fallback) => `\${${name}${fallback === undefined ? '' : `:-${fallback}`}}`,
      knowsDefaults: true,
    },
    writes: {
      stdio: { first: { type: 'stdio' } },
      http: { first: { type: 'http' } },
      sse: { first: { type: 'sse' } },
    },
    only: ['oauth', 'oauth_client_id'],
    settings: [
      inSeconds('timeout', 'timeout'),
      toolList('allowTools', 'enabled_tools', { emptyMeansAll: true }),
      toolList('denyTools', 'disabled_tools'),
    ],
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
  refine: besideHidden,
});

function crushFolder(env: PathEnv): string {
  const { vars, home } = env;
  if (vars['CRUSH_GLOBAL_CONFIG']) return vars['CRUSH_GLOBAL_CONFIG'];
  if (vars['XDG_CONFIG_HOME']) return joinPath(env, vars['XDG_CONFIG_HOME'], 'crush');
  if (env.platform !== 'win32') return joinPath(env, home, '.config', 'crush');
  return joinPath(env, vars['LOCALAPPDATA'] || joinPath(env, home, 'AppData', 'Local'), 'crush');
}

/** A project's `.crush.json` is merged over its `crush.json`. */
function besideHidden(files: ClientFiles, entry: RawEntry): RawEntry {
  if (entry.project === null || entry.location.tag !== null) return entry;
  const hidden = joinPath(files.env, entry.project, '.crush.json');
  if (files.document(hidden)?.get(entry.path) === undefined) return entry;
  const ignored = {
    reason: 'Crush merges it with the entry of the same name in .crush.json beside it.',
    next: 'Change it there; what it says wins.',
  };
  return { ...entry, ignored, enablement: 'unsupported' };
}
