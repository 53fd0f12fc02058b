/**
 * Factory droid. Facts: seen with 0.215.0 and 0.225.2 on Linux with `droid mcp list`. The project's entry wins.
 * A file with comments or a byte order mark counts as empty. No login command: `/mcp` inside droid.
 */
import { refusingMark } from './byte-order-mark.ts';
import { inMilliseconds, toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { hasReference, joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';

export const factoryDroid = mapClient({
  id: 'factory-droid',
  name: 'Factory droid',
  mark: 'M2.8 13V6.8l3.4 2v-2l3.4 2V3.4h3.6V13H2.8Z',
  scopes: ['user', 'project'],
  reload: 'Start droid again, or open /mcp in it, to apply.',
  // 0.225.2.
  debug: () => ({
    argv: ['droid', 'doctor', '--verbose'],
    tells: 'Droid examines its configuration, network, certificates and sign-ins.',
  }),
  signInHelp: (server) => ({
    steps: [
      'Start “droid” in a terminal.',
      `Type “/mcp” there, choose ${server}, and sign in in the browser that it opens.`,
    ],
    out: `To sign out, type “/mcp” in droid, choose ${server} and “Clear Auth”.`,
    argv: ['droid'],
  }),
  binaries: ['droid'],
  addCommand: { scope: 'user' },
  markers: (env) => [factoryFolder(env)],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, factoryFolder(env), 'mcp.json') },
    ...projectFiles(env, projects, '.factory', 'mcp.json'),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    type: { key: 'type', reads: { stdio: 'stdio', http: 'http', sse: 'sse' } },
    // Taken for a program without a command, and “connecting” for ever.
    urls: { url: null },
    variables: {
      reads: /\$\{([A-Za-z_]\w*)(?::-(?<fallback>[^}]*))?\}/g,
      spell: (name, fallback) => `\${${name}${fallback === undefined ? '' : `:-${fallback}`}}`,
      knowsDefaults: true,
      fills: ['env', 'headers'],
    },
    writes: {
      stdio: { first: { type: 'stdio' } },
      http: { first: { type: 'http' } },
      sse: { first: { type: 'sse' } },
    },
    only: ['oauth'],
    // From its bundle: an empty `enabledTools` allows all; `name___tool` names a tool too, which is not read here.
    settings: [
      inMilliseconds('startTimeout', 'connectTimeout'),
      inMilliseconds('callTimeout', 'timeout'),
      toolList('allowTools', 'enabledTools', { emptyMeansAll: true }),
      toolList('denyTools', 'disabledTools'),
    ],
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
  refine: (files, entry) => refusingMark('droid', files, entry),
  addNotes: (_files, { url }) =>
    hasReference(url ?? '') ? ['droid fills variables into headers and env, not into addresses.'] : [],
});

function factoryFolder(env: PathEnv): string {
  return joinPath(env, env.vars['FACTORY_HOME_OVERRIDE'] || env.home, '.factory');
}
