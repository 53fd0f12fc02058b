/**
 * Grok Build. Facts: seen with 1.0.41 on Linux with `grok mcp list --json` and `grok inspect`; layers, variables and
 * names from the guide it unpacks below `~/.grok/docs`. A project’s entry takes the place of the person’s. It also
 * reads Claude Code’s and Cursor’s own files, which are listed there.
 */
import { CWD, inSeconds } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';
import { BRACED_WITH_DEFAULT } from './variable-syntax.ts';

export const grokBuild = mapClient({
  id: 'grok-build',
  name: 'Grok Build',
  mark: 'M2.6 4h10.8v8H2.6V4ZM2.6 8h10.8M6 4v4M10 8v4',
  scopes: ['user', 'project', 'managed'],
  reload: 'Start Grok Build again, or press r in /mcps, to apply.',
  // 1.0.41.
  debug: ({ name }) => ({
    argv: ['grok', 'mcp', 'doctor', name, '--debug'],
    tells: 'Grok examines this server and says what it finds.',
  }),
  signInHelp: (server) => ({
    steps: [
      'Start “grok” in a terminal.',
      `Type “/mcps” there, choose ${server}, press i, and sign in in the browser that it opens.`,
    ],
    // “grok mcp remove” forgets a sign-in, but with its server.
    out: `To sign out, disconnect ${server} in MCP Tray’s Sign-ins: Grok Build has no way of its own.`,
    argv: ['grok'],
  }),
  binaries: ['grok'],
  addCommand: { scope: 'user' },
  markers: (env) => [grokFolder(env)],
  files: (env, projects) => [
    { scope: 'user', path: userFile(env) },
    { scope: 'managed', path: joinPath(env, grokFolder(env), 'managed_config.toml') },
    { scope: 'managed', path: joinPath(env, grokFolder(env), 'requirements.toml'), tag: 'requirements.toml' },
    ...(env.platform === 'win32' ? [] : MACHINE_FILES),
    ...projectFiles(env, projects, '.grok', 'config.toml'),
  ],
  format: 'toml',
  root: ['mcp_servers'],
  shape: {
    type: { key: 'type', reads: { stdio: 'stdio', http: 'http', 'streamable-http': 'http', sse: 'sse' } },
    bearer: 'bearer_token_env_var',
    variables: BRACED_WITH_DEFAULT,
    writes: { stdio: {}, http: {}, sse: { first: { type: 'sse' } } },
    settings: [
      CWD,
      inSeconds('startTimeout', 'startup_timeout_sec'),
      inSeconds('callTimeout', 'tool_timeout_sec'),
    ],
  },
  // `grok mcp disable` writes both for an entry of the person’s, and only the list for any other.
  enablement: {
    kind: 'flag',
    key: 'enabled',
    off: false,
    also: ({ env }) => [
      { path: userFile(env), format: 'toml', at: ['disabled_mcp_servers'], form: 'deny', fixed: null },
    ],
  },
  nameProblem: (name) =>
    /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) && !/__|_$/.test(name)
      ? null
      : 'Grok Build allows letters, digits, “-” and single “_” in names, beginning with a letter.',
});

const MACHINE_FILES = ['managed_config.toml', 'requirements.toml'].map((name) => ({
  scope: 'managed' as const,
  path: `/etc/grok/${name}`,
  tag: `/etc/grok/${name}`,
}));

function grokFolder(env: PathEnv): string {
  return env.vars['GROK_HOME'] || joinPath(env, env.home, '.grok');
}

function userFile(env: PathEnv): string {
  return joinPath(env, grokFolder(env), 'config.toml');
}
