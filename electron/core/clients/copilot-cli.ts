/**
 * GitHub Copilot CLI. Facts: seen with 1.0.102 on Linux with `copilot mcp list --json`, one file at a time:
 * comments, trailing commas and a byte order mark are read, a bad entry is skipped alone, a workspace counts
 * in and below trusted folders, and `.github/mcp.json` only without `.mcp.json`. That `${VAR}` is replaced is
 * from the vendor’s documentation; the list shows it unreplaced.
 */
import { CWD, inMilliseconds, toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { isWithin } from './app-folders.ts';
import { joinPath, shownPath, textList } from './shared-parts.ts';
import type { ClientFiles, PathEnv, RawEntry } from './types.ts';
import { BRACED } from './variable-syntax.ts';

export const copilotCli = mapClient({
  id: 'copilot-cli',
  name: 'Copilot CLI',
  mark: 'M13.2 2.8 2.8 7.2l4.2 1.8 1.8 4.2 4.4-10.4ZM7 9l2.6-2.6',
  scopes: ['user', 'project'],
  reload: 'Start a new Copilot session to apply.',
  // 1.0.102.
  debug: () => ({
    argv: ['copilot', '--log-level', 'debug'],
    tells: 'Copilot starts as usual and writes what it does to a file below ~/.copilot/logs.',
  }),
  signInHelp: (server) => ({
    steps: [
      'Start “copilot” in a terminal.',
      `Type “/mcp” there, choose ${server}, and sign in when Copilot asks.`,
    ],
    argv: ['copilot'],
  }),
  binaries: ['copilot'],
  addCommand: { scope: 'user', addressNeedsTransport: true },
  markers: (env) => [home(env)],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, home(env), 'mcp-config.json') },
    {
      scope: 'user',
      path: joinPath(env, home(env), 'settings.json'),
      role: 'settings',
      tag: 'settings.json',
    },
    { scope: 'user', path: joinPath(env, home(env), 'config.json'), role: 'settings', tag: 'config.json' },
    ...projects.flatMap((project) => [
      ...(isInUse(env) ? [{ scope: 'project' as const, project, path: rootFile(env, project) }] : []),
      { scope: 'project' as const, project, path: githubFile(env, project), tag: '.github' },
    ]),
  ],
  target: (files, candidates) => candidates.find(({ path }) => files.document(path) !== null),
  format: 'jsonc',
  root: ['mcpServers'],
  shape: {
    type: {
      key: 'type',
      reads: { local: 'stdio', stdio: 'stdio', http: 'http', 'streamable-http': 'http', sse: 'sse' },
    },
    variables: BRACED,
    // `copilot mcp add` writes "local", which Claude Code, the other reader of `.mcp.json`, does not know.
    writes: {
      stdio: { first: { tools: ['*'], type: 'stdio' } },
      http: { first: { tools: ['*'], type: 'http' } },
      sse: { first: { tools: ['*'], type: 'sse' } },
    },
    // Of its schema (api.schema.json); left out, `tools` means all too.
    only: [
      'oauthClientId',
      'oauthScopes',
      'oauthPublicClient',
      'oauthGrantType',
      'headersRefreshTtlMs',
      'oidc',
      'auth',
    ],
    settings: [
      CWD,
      inMilliseconds('timeout', 'timeout'),
      toolList('allowTools', 'tools', { all: '*' }),
      toolList('denyTools', 'excludeTools'),
    ],
  },
  enablement: {
    kind: 'lists',
    lists: ({ env }) => [
      {
        path: joinPath(env, home(env), 'settings.json'),
        format: 'jsonc',
        at: ['disabledMcpServers'],
        form: 'deny',
        fixed: null,
      },
    ],
  },
  refine: (files, entry) => ({
    ...entry,
    ignored: entry.ignored ?? hidden(files, entry),
    approval: approval(files, entry.project),
  }),
  addNotes: (files, _server, { project }) =>
    approval(files, project) === 'pending'
      ? ['Copilot CLI reads it only after you have trusted the folder in Copilot.']
      : [],
});

function home(env: PathEnv): string {
  return env.vars['COPILOT_HOME'] || joinPath(env, env.home, '.copilot');
}

/** `.mcp.json` is there for Claude Code; on a computer without Copilot CLI it says nothing about Copilot CLI. */
function isInUse(env: PathEnv): boolean {
  return env.listing(home(env)).length > 0;
}

function rootFile(env: PathEnv, project: string): string {
  return joinPath(env, project, '.mcp.json');
}

function githubFile(env: PathEnv, project: string): string {
  return joinPath(env, project, '.github', 'mcp.json');
}

function hidden(files: ClientFiles, { project, location }: RawEntry): RawEntry['ignored'] {
  if (project === null || location.path !== githubFile(files.env, project)) return null;
  const root = rootFile(files.env, project);
  if (files.document(root) === null) return null;
  return {
    reason: `Copilot CLI reads ${shownPath(files.env, root)} and then not this file.`,
    next: 'Move the server to .mcp.json.',
  };
}

function approval(files: ClientFiles, project: string | null): RawEntry['approval'] {
  if (project === null) return null;
  const trusted = files
    .document(joinPath(files.env, home(files.env), 'config.json'))
    ?.get(['trustedFolders']);
  const isTrusted = textList(trusted).some((folder) => isWithin(files.env, project, folder));
  return isTrusted ? 'approved' : 'pending';
}
