/**
 * JetBrains Junie (plugin and CLI). Not run here: paths and keys from the vendor's pages and changelogs quoted
 * by third parties (CLI 3110). The plugin's older versions start local programs only.
 */
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';

export const junie = mapClient({
  id: 'junie',
  name: 'Junie',
  mark: 'M8 13.2V7.6M8 8.8c0-2.8-1.6-4-4.6-4 0 2.8 1.6 4 4.6 4ZM8 7.6c0-2.8 1.6-4.2 4.6-4.2 0 2.8-1.6 4.2-4.6 4.2Z',
  scopes: ['user', 'project'],
  reload: 'Start Junie again, or the IDE that it runs in, to apply.',
  fromDesktop: true,
  binaries: ['junie'],
  markers: (env) => [joinPath(env, env.home, '.junie')],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, env.home, '.junie', 'mcp', 'mcp.json') },
    ...projectFiles(env, projects, '.junie', 'mcp', 'mcp.json'),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: { variables: null, writes: { stdio: {}, http: {} } },
  enablement: { kind: 'park' },
});
