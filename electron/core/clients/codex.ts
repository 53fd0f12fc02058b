/**
 * Codex (CLI, editor extension and app share one configuration). Facts: seen with 0.169.0 on Linux, one key
 * at a time, with `codex mcp list --json`.
 */
import type { NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { KeyPath } from '../formats/types.ts';
import {
  codexHome,
  codexLocations,
  codexProjectFile,
  codexUserFile,
  forcedOff,
  isTrusted,
  layersFor,
  merge,
  mergedUpTo,
} from './codex-layers.ts';
import { CODEX_FIELDS, codexServer, mixture, readCodexServer } from './codex-server.ts';
import {
  blankEntry,
  isAbsolutePath,
  isManaged,
  isRecord,
  membersAt,
  NOTHING_TO_DO,
  shownPath,
} from './shared-parts.ts';
import type { AddPlace, ConfigRecord } from './shared-parts.ts';
import type {
  ClientAdapter,
  ClientFiles,
  ConfigLocation,
  EditPlan,
  LoginCommand,
  RawEntry,
} from './types.ts';

export const codex: ClientAdapter = {
  id: 'codex',
  name: 'Codex',
  mark: 'M6 3.6H4v8.8h2M10 3.6h2v8.8h-2M8 6.4v.1M8 9.6v.1',
  scopes: ['user', 'project', 'managed'],
  transports: ['stdio', 'http'],
  reload: 'Start Codex again to apply.',
  disable: 'native',
  signsIn: true,
  binaries: ['codex'],
  addCommand: { scope: 'user' },
  processes: [{ name: 'codex' }],
  // openai/codex#5193 for the command line; vendors' pages have its app ask at the first call of a tool.
  unsigned: ': its command line only warns, its app may ask at the first use of a tool',
  // Its desktop app on Windows wrote its own copy at its start, without servers that were there (openai/codex#24718).
  writesFromMemory: true,
  // Both seen with 0.169.0.
  trustsRoots:
    'Codex takes the path of the root certificate from the variable CODEX_CA_CERTIFICATE, or from SSL_CERT_FILE.',
  markers: (env) => [codexHome(env)],
  locations: codexLocations,
  projects: (files) =>
    (files.document(codexUserFile(files.env))?.keys(['projects']) ?? []).filter((path) =>
      isAbsolutePath(files.env, path),
    ),
  entries: (files) =>
    files.locations
      .filter((location) => location.role === 'servers')
      .flatMap((location) =>
        membersAt(files.document(location.path), ['mcp_servers']).map(([name]) =>
          toEntry(files, location, name),
        ),
      ),
  nameProblem: (name) =>
    /^[A-Za-z0-9_:@/.-]+$/.test(name)
      ? null
      : 'Codex allows only letters, digits and “-”, “_”, “:”, “@”, “/”, “.” in names.',
  fields: () => CODEX_FIELDS,
  written: codexServer,
  add,
  remove: (_files, entry) =>
    entry.readOnly
      ? managedByOthers(entry)
      : ok(plan(entry.location.path, { op: 'remove', path: entry.path })),
  setEnabled,
  // 0.169.0 with `codex exec`; the name of its file from its binary.
  debug: () => ({
    argv: ['codex'],
    variables: { RUST_LOG: 'codex_core=debug,codex_rmcp_client=debug' },
    tells:
      'Codex starts as usual and writes what it does to codex-tui.log, in the folder “log” beside its config.toml.',
  }),
  signInHelp: (server) => ({
    steps: [`Or use ${server} in Codex: it asks you to sign in at the first use.`],
  }),
  login: (entry) => signInCommand(entry, 'login'),
  logout: (entry) => signInCommand(entry, 'logout'),
};

function toEntry(files: ClientFiles, location: ConfigLocation, name: string): RawEntry {
  const blank = blankEntry(location, name, ['mcp_servers', name]);
  const server = readCodexServer(mergedUpTo(files, location, name));
  const forced = isManaged(location) ? null : forcedOff(files, name, server);
  const disabledBy =
    forced === null ? `by ${shownPath(files.env, location.path)}` : `by your organisation, in ${forced}`;
  const enabled = server.enabled && forced === null;
  return {
    ...blank,
    ...server,
    enabled,
    enablement: blank.readOnly || forced !== null ? 'unsupported' : 'native',
    disabledBy: enabled ? null : disabledBy,
    approval: location.project === null ? null : isTrusted(files, location.project) ? 'approved' : 'pending',
  };
}

function setEnabled(files: ClientFiles, entry: RawEntry, enabled: boolean): Result<EditPlan> {
  if (entry.readOnly) return managedByOthers(entry);
  const forced = forcedOff(files, entry.name, entry);
  if (enabled && forced !== null) {
    return fail('Unsupported', `Your organisation turned ${entry.name} off in ${forced}.`, {
      next: 'Ask whoever manages this computer.',
    });
  }
  if (entry.enabled === enabled) return ok(NOTHING_TO_DO);
  return ok(plan(entry.location.path, { op: 'set', path: [...entry.path, 'enabled'], value: enabled }));
}

function add(files: ClientFiles, server: NewServer, place: AddPlace): Result<EditPlan> {
  const problem = codex.nameProblem(server.name);
  if (problem !== null) return fail('InvalidRequest', problem, { next: 'Choose another name.' });
  const target = targetOf(files, place);
  if (!target.ok) return target;
  const path = target.value;
  const at = ['mcp_servers', server.name];
  if (files.document(path)?.get(at) !== undefined) {
    return fail('EntryExists', `Codex already has a server called “${server.name}” there.`);
  }
  const value = codexServer(files.env, server, place.bridge);
  if (!value.ok) return value;
  const clash = clashOf(files, path, server.name, value.value as ConfigRecord);
  if (clash !== null) return clash;
  const notes =
    place.project !== null && place.scope === 'project' && !isTrusted(files, place.project)
      ? ['Codex reads this file only after you have trusted the project in Codex.']
      : [];
  return ok({ ...plan(path, { op: 'set', path: at, value: value.value }, true), notes });
}

/**
 * Codex merges tables of one name from all its files key by key. One of another kind would make a mixture
 * that keeps Codex from starting at all.
 */
function clashOf(
  files: ClientFiles,
  path: string,
  name: string,
  table: ConfigRecord,
): ReturnType<typeof fail> | null {
  const projects = new Set(files.locations.map((location) => location.project));
  for (const project of projects) {
    const layers = layersFor(files, project);
    if (!layers.some((layer) => layer.path === path)) continue;
    for (const layer of layers) {
      const other = files.document(layer.path)?.get(['mcp_servers', name]);
      if (!isRecord(other) || mixture(merge(other, table)) === null) continue;
      const shown = shownPath(files.env, layer.path);
      return fail('EntryExists', `Codex would mix it with the other “${name}” in ${shown} and not start.`, {
        next: 'Choose another name.',
      });
    }
  }
  return null;
}

function targetOf(files: ClientFiles, place: AddPlace): Result<string> {
  switch (place.scope) {
    case 'user':
      return ok(codexUserFile(files.env));
    case 'project':
      if (place.project !== null) return ok(codexProjectFile(files.env, place.project));
      return fail('InvalidRequest', 'A project server needs a project folder.', {
        next: 'Choose the project.',
      });
    case 'local':
      return fail('Unsupported', 'Codex has no private servers for one project.', {
        next: 'Choose the user or the project scope.',
      });
    case 'managed':
      return fail('ConfigReadOnly', 'Only whoever manages this computer can add servers for everyone.');
  }
}

function managedByOthers(entry: RawEntry): Result<EditPlan> {
  return fail('ConfigReadOnly', `${entry.name} is set for everyone in ${entry.location.path}.`, {
    next: 'Ask whoever manages this computer.',
  });
}

type Op =
  | { readonly op: 'remove'; readonly path: KeyPath }
  | { readonly op: 'set'; readonly path: KeyPath; readonly value: ConfigRecord[string] };

function plan(path: string, op: Op, create = false): EditPlan {
  return { edits: [{ path, format: 'toml', ops: [op], create }], notes: [] };
}

/** Both work for a disabled entry too; a project's entry is found only from inside the trusted project. */
function signInCommand(entry: RawEntry, verb: 'login' | 'logout'): LoginCommand | null {
  const unread = entry.approval === 'pending' || entry.problem !== null;
  if (entry.transport !== 'http' || unread || entry.name.startsWith('-')) return null;
  return { argv: ['codex', 'mcp', verb, entry.name], needsTerminal: false, cwd: entry.project };
}
