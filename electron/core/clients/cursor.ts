/**
 * Cursor (desktop and `cursor-agent`). Not run here: paths and keys from cursor.com/docs/mcp and add-mcp 2.4.0.
 * Servers are switched in the app’s own state, not in the file. `agent mcp login` exists but was not tried.
 */
import { ENV_FILE } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { joinPath } from './shared-parts.ts';
import { EDITOR } from './variable-syntax.ts';

export const cursor = mapClient({
  id: 'cursor',
  name: 'Cursor',
  mark: 'M5.8 3.2C7.2 3.2 8 3.8 8 5v6c0 1.2.8 1.8 2.2 1.8M10.2 3.2C8.8 3.2 8 3.8 8 5M8 11c0 1.2-.8 1.8-2.2 1.8',
  scopes: ['user', 'project'],
  reload: 'Press refresh under Settings → MCP in Cursor if it does not notice by itself.',
  signInHelp: (server) => ({
    steps: [
      `In Cursor: open Settings → MCP, find ${server}, and press its sign-in button.`,
      'For Cursor’s command line: run the command below in the project; it keeps a sign-in of its own for each.',
    ],
    argv: ['cursor-agent', 'mcp', 'login', server],
    out: `To sign out of the app, open Settings → MCP in Cursor and choose Logout for ${server}.`,
  }),
  // cursor.com/docs/cloud-agent/setup links to it as “Cursor Settings”.
  opens: () => ({ label: 'Open Cursor’s settings', link: 'cursor://anysphere.cursor-deeplink/settings' }),
  fromDesktop: true,
  binaries: ['cursor', 'cursor-agent'],
  processes: [],
  markers: (env) => [
    joinPath(env, env.home, '.cursor'),
    ...(env.platform === 'darwin' ? ['/Applications/Cursor.app'] : []),
  ],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, env.home, '.cursor', 'mcp.json') },
    ...projects.map((project) => ({
      scope: 'project' as const,
      project,
      path: joinPath(env, project, '.cursor', 'mcp.json'),
    })),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    type: {
      key: 'type',
      reads: { stdio: 'stdio', http: 'http', 'streamable-http': 'http', streamableHttp: 'http', sse: 'sse' },
    },
    variables: EDITOR,
    // Cursor tries streamable HTTP first and HTTP+SSE after it, so an address needs no kind.
    writes: { stdio: {}, http: {}, sse: {} },
    only: ['auth'],
    settings: [ENV_FILE],
  },
  enablement: { kind: 'park' },
});
