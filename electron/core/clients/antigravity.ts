/**
 * Antigravity (IDE, desktop, `agy`). Not run here: `~/.gemini/config` from add-mcp 2.4.0 and the vendor’s
 * documentation, the older folders from add-mcp of April 2026 and agent-config 0.2.0, `disabled` from two
 * other tools. No reference syntax for variables is known.
 */
import { toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { joinPath } from './shared-parts.ts';

export const antigravity = mapClient({
  id: 'antigravity',
  name: 'Antigravity',
  mark: 'M3 13.2h10M8 10.4V2.8M4.8 6 8 2.8 11.2 6',
  scopes: ['user', 'project'],
  reload: 'Press refresh in Antigravity’s MCP panel to apply.',
  fromDesktop: true,
  signInHelp: (server) => ({
    steps: [
      'In Antigravity: open Settings → Customizations → Installed MCP Servers; in “agy”: type “/mcp”.',
      `Press Authenticate beside ${server}, sign in, and paste the code that the page shows.`,
    ],
  }),
  // An editor of VS Code's kind. “agy” is its program for the terminal, which opens nothing.
  opens: ({ file }) => ({
    label: 'Open the file in Antigravity',
    program: { names: ['antigravity'], args: [file] },
  }),
  binaries: ['antigravity', 'agy'],
  addCommand: { scope: 'user' },
  processes: [],
  markers: (env) => [
    ...['config', 'antigravity', 'antigravity-cli'].map((folder) =>
      joinPath(env, env.home, '.gemini', folder),
    ),
    ...(env.platform === 'darwin' ? ['/Applications/Antigravity.app'] : []),
  ],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, env.home, '.gemini', 'config', 'mcp_config.json') },
    ...['antigravity', 'antigravity-cli'].map((folder) => ({
      scope: 'user' as const,
      path: joinPath(env, env.home, '.gemini', folder, 'mcp_config.json'),
      tag: folder,
    })),
    ...projects.map((project) => ({
      scope: 'project' as const,
      project,
      path: joinPath(env, project, '.agents', 'mcp_config.json'),
    })),
  ],
  // An older version reads only its own file, so the one that is there is kept in use.
  target: (files, candidates) => candidates.find(({ path }) => files.document(path) !== null),
  format: 'json',
  root: ['mcpServers'],
  shape: {
    urls: { serverUrl: 'http', url: 'http' },
    variables: null,
    writes: { stdio: {}, http: { url: 'serverUrl' } },
    only: ['oauth', 'authProviderType'],
    settings: [toolList('denyTools', 'disabledTools')],
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
});
