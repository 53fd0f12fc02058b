/**
 * Kimi Code. Facts: seen with 2.1.0 on Linux through the API of `kimi web`; layers, trust and the rest of the shape
 * from its bundle. The nearest file wins whole: `.kimi-code/mcp.json`, `.mcp.json`, the person’s. One entry that does
 * not fit costs the whole file, and so does a comment or a byte order mark. It replaces no variables.
 */
import { digest } from '../digest.ts';
import { refusingMark } from './byte-order-mark.ts';
import { CWD, inMilliseconds, toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { hiddenByOwnFile, projectFiles, sharedFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import type { ClientFiles, PathEnv } from './types.ts';

export const kimiCode = mapClient({
  id: 'kimi-code',
  name: 'Kimi Code',
  mark: 'M5 3.6h6L13.4 7 8 13.2 2.6 7 5 3.6ZM2.6 7h10.8',
  scopes: ['user', 'project'],
  // It watches all three files.
  reload: null,
  // 2.1.0.
  debug: () => ({ argv: ['kimi', 'doctor'], tells: 'Kimi Code says whether it understands its files.' }),
  signInHelp: (server) => ({
    steps: [
      'Start “kimi” in a terminal.',
      `Type “/mcp-config login ${server}” there, and sign in in the browser that it opens.`,
    ],
    // Only the API of “kimi web” resets one.
    out: `To sign out, disconnect ${server} in MCP Tray’s Sign-ins: Kimi Code has no command for it.`,
    argv: ['kimi'],
  }),
  binaries: ['kimi'],
  markers: (env) => [kimiFolder(env)],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, kimiFolder(env), 'mcp.json') },
    ...projectFiles(env, projects, '.kimi-code', 'mcp.json'),
    ...sharedFiles(env, projects, kimiFolder(env)),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    type: { key: 'transport', reads: { stdio: 'stdio', http: 'http', sse: 'sse' } },
    bearer: 'bearerTokenEnvVar',
    variables: null,
    writes: {
      stdio: { first: { transport: 'stdio' } },
      http: { first: { transport: 'http' } },
      sse: { first: { transport: 'sse' } },
    },
    settings: [
      CWD,
      inMilliseconds('startTimeout', 'startupTimeoutMs'),
      inMilliseconds('callTimeout', 'toolTimeoutMs'),
      toolList('allowTools', 'enabledTools'),
      toolList('denyTools', 'disabledTools'),
    ],
  },
  enablement: { kind: 'flag', key: 'enabled', off: false },
  refine(files, entry) {
    const broken = entry.problem;
    const problem = broken === null ? null : `Kimi Code refuses the whole file for this entry: ${broken}`;
    const approval = entry.project === null ? null : trust(files, entry.project);
    const ignored = entry.ignored ?? hiddenByOwnFile('Kimi Code', files, entry, '.kimi-code', 'mcp.json');
    return refusingMark('Kimi Code', files, { ...entry, problem, approval, ignored });
  },
  addNotes: (files, _server, { project }) =>
    project !== null && trust(files, project) === 'pending'
      ? ['Kimi Code reads it only after you have trusted the folder in Kimi Code.']
      : [],
});

function kimiFolder(env: PathEnv): string {
  return env.vars['KIMI_CODE_HOME'] || joinPath(env, env.home, '.kimi-code');
}

/** A trusted folder has a record of its own, called after the folder and a hash of its path. */
function trust({ env }: ClientFiles, project: string): 'approved' | 'pending' {
  const path = project.replaceAll('\\', '/').replace(/\/+$/, '');
  const root = env.platform === 'win32' ? path.toLowerCase() : path;
  const name = (root.split('/').pop() ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  const hash = digest('sha256', root).slice(0, 12);
  const record = `wd_${name === '' ? 'workspace' : name}_${hash}`;
  const records = env.listing(joinPath(env, kimiFolder(env), 'workspace-trust'));
  return records.some((one) => one === record || one === `${record}.json`) ? 'approved' : 'pending';
}
