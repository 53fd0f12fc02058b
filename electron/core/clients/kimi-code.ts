/** Kimi Code. Not run here: path and keys from add-mcp 2.4.0; a switch and variables are not known. */
import { inMilliseconds } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';

export const kimiCode = mapClient({
  id: 'kimi-code',
  name: 'Kimi Code',
  mark: 'M5 3.6h6L13.4 7 8 13.2 2.6 7 5 3.6ZM2.6 7h10.8',
  scopes: ['user'],
  reload: 'Start Kimi Code again to apply.',
  binaries: [],
  markers: (env) => [kimiFolder(env)],
  files: (env) => [{ scope: 'user', path: joinPath(env, kimiFolder(env), 'mcp.json') }],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    type: { key: 'transport', reads: { stdio: 'stdio', http: 'http', sse: 'sse' } },
    variables: null,
    writes: {
      stdio: { first: { transport: 'stdio' } },
      http: { first: { transport: 'http' } },
      sse: { first: { transport: 'sse' } },
    },
    settings: [inMilliseconds('callTimeout', 'toolTimeoutMs')],
  },
  enablement: { kind: 'park' },
});

function kimiFolder(env: PathEnv): string {
  return env.vars['KIMI_CODE_HOME'] || joinPath(env, env.home, '.kimi-code');
}
