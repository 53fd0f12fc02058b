/**
 * Kiro (IDE and CLI share the files). Not run here: kiro.dev's documentation and add-mcp 2.4.0. The workspace's
 * entry wins over the person's. The IDE fills in only variables that were approved in its settings. How to sign in:
 * reports of its users (kirodotdev/Kiro #8955, #9959).
 */
import { toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import { BRACED } from './variable-syntax.ts';

export const kiro = mapClient({
  id: 'kiro',
  name: 'Kiro',
  mark: 'M8 2.6 13.4 8 8 13.4 2.6 8 8 2.6ZM8 6.4v3.2',
  scopes: ['user', 'project'],
  reload: 'Kiro connects again by itself; start a new session of kiro-cli.',
  signInHelp: (server) => ({
    steps: [
      `In Kiro: find ${server} in the list of MCP servers and press Authenticate.`,
      `In kiro-cli: start a chat, type “/mcp”, choose ${server}, and open the link that it gives you.`,
    ],
    out: `To sign out, type “/mcp logout ${server}” in a chat of kiro-cli; in Kiro, look beside ${server} in the list of MCP servers.`,
  }),
  fromDesktop: true,
  binaries: ['kiro-cli', 'kiro'],
  processes: [{ name: 'kiro-cli' }],
  markers: (env) => [
    joinPath(env, env.home, '.kiro'),
    ...(env.platform === 'darwin' ? ['/Applications/Kiro.app'] : []),
  ],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, env.home, '.kiro', 'settings', 'mcp.json') },
    ...projectFiles(env, projects, '.kiro', 'settings', 'mcp.json'),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    variables: BRACED,
    writes: { stdio: {}, http: {} },
    only: ['oauth'],
    settings: [toolList('denyTools', 'disabledTools'), toolList('autoApproveTools', 'autoApprove')],
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
});
