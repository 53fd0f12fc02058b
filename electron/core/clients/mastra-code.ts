/**
 * Mastra Code. Facts: its own loader (`@mastra/code-sdk`, as in mastracode 0.32.1) was run on Linux; it has no commands
 * for servers. The nearest entry wins whole: `.mastracode/mcp.json`, `.mcp.json`, the person’s. A file that is no
 * plain JSON counts as empty, and there is no switch. Variables are replaced in addresses, headers and `env`.
 */
import { refusingMark } from './byte-order-mark.ts';
import { mapClient } from './map-client.ts';
import { hiddenByOwnFile, projectFiles, sharedFiles } from './project-files.ts';
import { isRecord, joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';

export const mastraCode = mapClient({
  id: 'mastra-code',
  name: 'Mastra Code',
  mark: 'M2.8 12.4V3.6L8 9l5.2-5.4v8.8M8 9v3.4',
  scopes: ['user', 'project'],
  reload: 'Type /mcp reload in Mastra Code, or start it again, to apply.',
  signInHelp: (server) => ({
    steps: [
      'Start “mastracode” in a terminal, in the folder where you use the server: a sign-in is for one folder.',
      `Type “/mcp” there, choose ${server} and “Authenticate”, and sign in in the browser that it opens.`,
    ],
    out: `To sign out, disconnect ${server} in MCP Tray’s Sign-ins: Mastra Code has no way of its own.`,
    argv: ['mastracode'],
  }),
  binaries: ['mastracode'],
  processes: [],
  markers: (env) => [mastraFolder(env)],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, mastraFolder(env), 'mcp.json') },
    ...projectFiles(env, projects, '.mastracode', 'mcp.json'),
    ...sharedFiles(env, projects, mastraFolder(env)),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    variables: {
      reads: /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::-(?<fallback>[^}]*))?\})/g,
      spell: (name, fallback) => `\${${name}${fallback === undefined ? '' : `:-${fallback}`}}`,
      knowsDefaults: true,
    },
    // It tries streamable HTTP first and HTTP+SSE after it.
    writes: { stdio: {}, http: {}, sse: {} },
  },
  enablement: { kind: 'park' },
  refine(files, entry, value) {
    const both = isRecord(value) && ['command', 'url'].every((key) => Object.hasOwn(value, key));
    const problem = both
      ? 'Mastra Code skips an entry that has both a command and an address.'
      : entry.problem;
    const ignored = entry.ignored ?? hiddenByOwnFile('Mastra Code', files, entry, '.mastracode', 'mcp.json');
    return refusingMark('Mastra Code', files, { ...entry, problem, ignored });
  },
});

function mastraFolder(env: PathEnv): string {
  return joinPath(env, env.home, '.mastracode');
}
