/**
 * Warp. Not run here: docs.warp.dev as quoted by third parties, and its source. Servers made in the app are kept
 * in Warp Drive and not in these files; it also reads other clients' files. Switches are in the app. It keeps the tokens
 * of all servers in one text of the system's keychain (warpdotdev/warp, crates/mcp/src/oauth.rs, 2026-08), under hashes
 * of whole entries, and writes it anew from memory: what was cut out from outside would come back.
 */
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import { BRACED } from './variable-syntax.ts';

export const warp = mapClient({
  id: 'warp',
  name: 'Warp',
  mark: 'm3 4 4 4-4 4M8.6 4l4 4-4 4',
  scopes: ['user', 'project'],
  reload: null,
  keepsSignIns: 'in your system’s keychain, all of them in one piece',
  signInHelp: (server) => ({
    steps: [
      'In Warp: open Settings → MCP Servers.',
      `Start ${server}; Warp opens your browser when the server asks for a sign-in.`,
    ],
    out: `To sign out, open Settings → MCP Servers in Warp and press “Log out” on ${server}.`,
  }),
  fromDesktop: true,
  // docs.warp.dev/agents/capabilities/mcp, and UriHost::Settings in its source.
  opens: () => ({ label: 'Open Warp’s MCP settings', link: 'warp://settings/mcp' }),
  binaries: [],
  markers: (env) => [
    joinPath(env, env.home, '.warp'),
    ...(env.platform === 'darwin' ? ['/Applications/Warp.app'] : []),
  ],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, env.home, '.warp', '.mcp.json') },
    ...projectFiles(env, projects, '.warp', '.mcp.json'),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: { variables: BRACED, writes: { stdio: {}, http: {} } },
  enablement: { kind: 'park' },
  addNotes: (_files, _server, { project }) =>
    project === null ? [] : ['Warp asks you before it starts a server of a project.'],
});
