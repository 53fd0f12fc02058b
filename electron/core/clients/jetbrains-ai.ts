/**
 * JetBrains AI Assistant. Not run here. Each IDE keeps its servers in `options/llm.mcpServers.xml`, which the IDE
 * rewrites (several third parties, 2025–2026), so there is no file for us: the steps in the IDE are told.
 */
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { appDataFolder } from './app-folders.ts';
import { joinPath } from './shared-parts.ts';
import type { ClientAdapter, EditPlan, PathEnv } from './types.ts';

export const jetbrainsAi: ClientAdapter = {
  id: 'jetbrains-ai',
  name: 'JetBrains AI Assistant',
  mark: 'M6.4 13.2h3.2M6.2 11C4.8 10 4 8.8 4 7a4 4 0 0 1 8 0c0 1.8-.8 3-2.2 4H6.2Z',
  scopes: [],
  transports: [],
  reload: null,
  disable: 'unsupported',
  signsIn: false,
  fromDesktop: true,
  binaries: [],
  markers,
  locations: () => [],
  projects: () => [],
  entries: () => [],
  nameProblem: () => null,
  add: () =>
    inTheIde(
      'Open Settings → Tools → AI Assistant → Model Context Protocol (MCP), press Add, choose “As JSON” and paste the server.',
    ),
  remove: () =>
    inTheIde(
      'Open Settings → Tools → AI Assistant → Model Context Protocol (MCP), select the server and press Remove.',
    ),
  setEnabled: () =>
    inTheIde(
      'Open Settings → Tools → AI Assistant → Model Context Protocol (MCP) and use the server’s checkbox.',
    ),
  login: () => null,
  logout: () => null,
};

function inTheIde(next: string): Result<EditPlan> {
  return fail(
    'Unsupported',
    'JetBrains AI Assistant keeps its servers inside the IDE, not in a file of their own.',
    { next },
  );
}

/** The plugin's own settings in any IDE; that an IDE is installed does not say that the plugin is. */
function markers(env: PathEnv): readonly string[] {
  const folder = joinPath(env, appDataFolder(env), 'JetBrains');
  return env.listing(folder).map((ide) => joinPath(env, folder, ide, 'options', 'llm.mcpServers.xml'));
}
