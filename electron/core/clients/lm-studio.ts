/**
 * LM Studio. Not run here: the file from lmstudio.ai/docs/app/mcp, which follows Cursor's notation. Servers are
 * switched in the app, not in the file. How to sign in: lmstudio.ai/docs/integrations/mcp-remote, as its users quote it
 * (lmstudio-bug-tracker #1890, 2026-05).
 */
import { mapClient } from './map-client.ts';
import type { MapFile } from './map-client.ts';
import { joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';

export const lmStudio = mapClient({
  id: 'lm-studio',
  name: 'LM Studio',
  mark: 'M3 4.6h10M3 8h10M3 11.4h10M5.6 3.4v2.4M10.4 6.8v2.4M7 10.2v2.4',
  scopes: ['user'],
  reload: 'Open LM Studio again to apply.',
  signInHelp: (server) => ({
    steps: [
      `In LM Studio: switch on ${server} among the integrations of a chat.`,
      'LM Studio opens your browser when the server asks for a sign-in. Sign in there.',
    ],
  }),
  fromDesktop: true,
  binaries: ['lms'],
  // As macOS and Windows call the app, and as Linux does.
  processes: [{ name: 'LM Studio' }, { name: 'lm-studio' }],
  markers: (env) => [
    joinPath(env, env.home, '.lmstudio'),
    oldFolder(env),
    ...(env.platform === 'darwin' ? ['/Applications/LM Studio.app'] : []),
  ],
  files: (env) => [
    { scope: 'user', path: joinPath(env, env.home, '.lmstudio', 'mcp.json') },
    ...oldFile(env),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: { variables: null, writes: { stdio: {}, http: {} } },
  enablement: { kind: 'park' },
});

function oldFolder(env: PathEnv): string {
  return joinPath(env, env.home, '.cache', 'lm-studio');
}

function oldFile(env: PathEnv): readonly MapFile[] {
  if (!env.listing(oldFolder(env)).includes('mcp.json')) return [];
  const current = joinPath(env, env.home, '.lmstudio', 'mcp.json');
  const ignored = {
    reason: 'Only old versions of LM Studio read this file.',
    next: `Move the servers to ${current}.`,
  };
  return [{ scope: 'user', path: joinPath(env, oldFolder(env), 'mcp.json'), tag: 'cache', ignored }];
}
