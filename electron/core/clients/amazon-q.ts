/**
 * Amazon Q Developer CLI. Not run here: AWS documentation and add-mcp 2.4.0. Its successor Kiro has files of its
 * own. No program name is looked for: `q` is also the name of other programs. How to sign in: its source
 * (chat-cli/src/cli/chat/tool_manager.rs, 2026-04).
 */
import { inMilliseconds } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import { BRACED } from './variable-syntax.ts';

export const amazonQ = mapClient({
  id: 'amazon-q',
  name: 'Amazon Q',
  mark: 'M3 3.4h10v7.2H7.4L4.6 13v-2.4H3V3.4ZM6 7h.1M8 7h.1M10 7h.1',
  scopes: ['user', 'project'],
  reload: 'Start a new Amazon Q session to apply.',
  signInHelp: (server) => ({
    steps: [
      'Start “q chat” in a terminal.',
      `Type “/mcp” there, open the link that it shows for ${server}, and sign in in the browser.`,
    ],
    out: 'Amazon Q has no way to sign out of one server.',
  }),
  binaries: [],
  markers: (env) => [joinPath(env, env.home, '.aws', 'amazonq')],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, env.home, '.aws', 'amazonq', 'mcp.json') },
    ...projectFiles(env, projects, '.amazonq', 'mcp.json'),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    type: { key: 'type', reads: { stdio: 'stdio', http: 'http' } },
    variables: BRACED,
    writes: { stdio: {}, http: { first: { type: 'http' } } },
    only: ['oauth'],
    settings: [inMilliseconds('timeout', 'timeout')],
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
});
