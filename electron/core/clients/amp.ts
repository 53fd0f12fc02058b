/**
 * Amp. Facts: seen with 0.0.1790142911 on Linux with `amp mcp list --json`; other systems' paths from the vendor.
 * `disabled` in an entry is shown by Amp and not obeyed, so entries are parked. Its login command needs an
 * account first. `settings.json.amp-write-meta` beside the file is Amp's own and stays as it is.
 */
import type { ConfigValue } from '../formats/types.ts';
import { refusingMark } from './byte-order-mark.ts';
import { toolList } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { isList, isRecord, joinPath } from './shared-parts.ts';
import type { ClientFiles, PathEnv, RawEntry } from './types.ts';
import { BRACED } from './variable-syntax.ts';

export const amp = mapClient({
  id: 'amp',
  name: 'Amp',
  mark: 'M2.4 8h2.2L6.2 4l3.4 8 1.6-4h2.4',
  scopes: ['user', 'project'],
  reload: 'Start Amp again to apply.',
  // 0.0.1790142911.
  debug: ({ name }) => ({
    argv: ['amp', 'mcp', 'doctor', name],
    tells: 'Amp connects to this server and says how it went; it needs your Amp account.',
  }),
  signInHelp: (server) => ({
    steps: [
      'Start “amp” in a terminal, signed in to your Amp account.',
      `Amp opens your browser for ${server} when it connects; sign in there.`,
    ],
    argv: ['amp'],
  }),
  binaries: ['amp'],
  addCommand: { scope: 'user' },
  markers: (env) => [ampFolder(env)],
  files: (env, projects) => [
    { scope: 'user', path: userFile(env) },
    ...projectFiles(env, projects, '.amp', 'settings.json'),
  ],
  format: 'jsonc',
  // One key with a dot in its name, not a map in a map.
  root: ['amp.mcpServers'],
  // Amp tries streamable HTTP first and HTTP+SSE after it.
  shape: {
    addressWins: true,
    variables: BRACED,
    writes: { stdio: {}, http: {}, sse: {} },
    settings: [toolList('allowTools', 'includeTools', { emptyMeansAll: true, globs: true })],
  },
  enablement: { kind: 'park' },
  nameProblem: (name) =>
    /^[A-Za-z0-9@/_-]+$/.test(name)
      ? null
      : 'Amp allows only letters, digits and “-”, “_”, “@”, “/” in names.',
  refine,
  addNotes: (_files, server, { project }) =>
    project === null ? [] : [`Amp asks first: run “amp mcp approve ${server.name}” in the project.`],
});

function ampFolder(env: PathEnv): string {
  return joinPath(env, env.vars['XDG_CONFIG_HOME'] || joinPath(env, env.home, '.config'), 'amp');
}

function userFile(env: PathEnv): string {
  return env.vars['AMP_SETTINGS_FILE'] || joinPath(env, ampFolder(env), 'settings.json');
}

function refine(files: ClientFiles, entry: RawEntry, value: ConfigValue): RawEntry {
  const { project } = entry.location;
  const problem = isRecord(value)
    ? entry.problem
    : `Amp ignores every server of this file while this entry is like this: ${entry.problem ?? ''}`;
  return refusingMark('Amp', files, {
    ...entry,
    problem,
    approval: project === null ? null : approval(files, entry.name),
  });
}

/** Amp also compares a hash of the entry, whose recipe is unknown: a changed entry is asked about again. */
function approval(files: ClientFiles, name: string): RawEntry['approval'] {
  const rules = files.document(userFile(files.env))?.get(['amp.mcpTrustedServers']);
  const rule = isList(rules)
    ? rules.filter(isRecord).findLast(({ serverName }) => serverName === name)
    : undefined;
  if (rule === undefined) return 'pending';
  return rule['allow'] === true ? 'approved' : 'rejected';
}
