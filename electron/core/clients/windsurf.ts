/**
 * Windsurf (Cascade). Not run here: path and `serverUrl` from docs of docs.windsurf.com’s users and add-mcp
 * 2.4.0; `disabled` and a plain `url` are not confirmed by the vendor.
 */
import { toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { joinPath } from './shared-parts.ts';
import { ENV_PREFIXED } from './variable-syntax.ts';

export const windsurf = mapClient({
  id: 'windsurf',
  name: 'Windsurf',
  mark: 'M7.4 2.6v8.6M7.4 3.4c3 1.6 4.8 4 5.2 7.8H7.4M5.2 6.4 3 11.2h2.2M2.6 13.4h10.8',
  scopes: ['user'],
  reload: 'Press refresh in Windsurf’s MCP panel to apply.',
  signInHelp: (server) => ({
    steps: [
      'Open Cascade in Windsurf, and its MCP servers.',
      `Press refresh; Windsurf opens your browser for ${server}. Sign in there.`,
    ],
  }),
  // An editor of VS Code's kind; of its own addresses only the one of its registry is documented.
  opens: ({ file }) => ({
    label: 'Open the file in Windsurf',
    program: { names: ['windsurf'], args: [file] },
  }),
  fromDesktop: true,
  binaries: ['windsurf'],
  processes: [],
  markers: (env) => [
    joinPath(env, env.home, '.codeium', 'windsurf'),
    ...(env.platform === 'darwin' ? ['/Applications/Windsurf.app'] : []),
  ],
  files: (env) => [
    { scope: 'user', path: joinPath(env, env.home, '.codeium', 'windsurf', 'mcp_config.json') },
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    urls: { serverUrl: 'http', url: 'http' },
    variables: ENV_PREFIXED,
    writes: { stdio: {}, http: { url: 'serverUrl' }, sse: { url: 'serverUrl' } },
    settings: [toolList('denyTools', 'disabledTools')],
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
});
