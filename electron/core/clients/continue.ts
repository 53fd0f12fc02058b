/**
 * Continue (editor extensions and `cn`). Not run here: paths and keys from its source, June 2026. Servers stand
 * in a list of `config.yaml`, in lists of files of their own (“blocks”), or in files copied from other apps.
 */
import type { NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { continueFolder, continueLocations, MAP_FILE, userFile } from './continue-files.ts';
import type { ConfigValue } from '../formats/types.ts';
import { entryFields } from './entry-fields.ts';
import { writeEntry } from './map-entry.ts';
import { CONTINUE_LISTED, CONTINUE_NAMED, continueEntries } from './continue-entries.ts';
import { isRecord, plainNameProblem } from './shared-parts.ts';
import type { AddPlace } from './shared-parts.ts';
import type { ClientAdapter, ClientFiles, ConfigLocation, EditPlan, RawEntry } from './types.ts';

export const continueDev: ClientAdapter = {
  id: 'continue',
  name: 'Continue',
  mark: 'M4 3.6 9.2 8 4 12.4V3.6ZM12 3.6v8.8',
  scopes: ['user', 'project'],
  transports: ['stdio', 'http', 'sse'],
  reload: 'Reload the editor window if Continue does not show the change.',
  disable: 'parked',
  signsIn: false,
  expandsVariables: CONTINUE_LISTED.variables?.reads ?? true,
  ...(CONTINUE_LISTED.variables === null ? {} : { spellVariable: CONTINUE_LISTED.variables.spell }),
  fromDesktop: true,
  binaries: ['cn'],
  markers: (env) => [continueFolder(env)],
  locations: continueLocations,
  projects: () => [],
  entries: continueEntries,
  nameProblem: plainNameProblem,
  fields: (_entry, value) => entryFields(isListed(value) ? CONTINUE_LISTED : CONTINUE_NAMED, value, []),
  written: (_env, server, _bridge, like) =>
    writeEntry('Continue', isListed(like) ? CONTINUE_LISTED : CONTINUE_NAMED, server),
  add,
  remove,
  setEnabled: (_files, entry) => (entry.enablement === 'parked' ? 'park' : notByName(entry)),
  login: () => null,
  logout: () => null,
};

/** Only items of lists carry their name. */
function isListed(value: ConfigValue): boolean {
  return isRecord(value) && Object.hasOwn(value, 'name');
}

function add(files: ClientFiles, server: NewServer, place: AddPlace): Result<EditPlan> {
  const problem = continueDev.nameProblem(server.name);
  if (problem !== null) return fail('InvalidRequest', problem, { next: 'Choose another name.' });
  const target = targetOf(files, place);
  if (!target.ok) return target;
  const { path, format, scope, project } = target.value;
  const taken = continueDev
    .entries(files)
    .some((entry) => entry.name === server.name && entry.scope === scope && entry.project === project);
  if (taken) return fail('EntryExists', `Continue already has a server called “${server.name}” there.`);
  const listed = format === 'yaml';
  const value = writeEntry('Continue', listed ? CONTINUE_LISTED : CONTINUE_NAMED, server);
  if (!value.ok) return value;
  const op = listed
    ? ({ op: 'append', path: ['mcpServers'], value: { name: server.name, ...value.value } } as const)
    : ({ op: 'set', path: ['mcpServers', server.name], value: value.value } as const);
  return ok({ edits: [{ path, format, ops: [op], create: !listed }], notes: [] });
}

/**
 * `config.yaml` where the person has one. It is never created: it would take the place of an older
 * `config.json` with everything in it.
 */
function targetOf(files: ClientFiles, { scope, project }: AddPlace): Result<ConfigLocation> {
  if (scope !== 'user' && scope !== 'project') {
    return fail('Unsupported', 'Continue takes no servers there.', { next: 'Choose another place.' });
  }
  if (scope === 'project' && project === null) {
    return fail('InvalidRequest', 'Continue needs a project folder for this.', {
      next: 'Choose the project folder.',
    });
  }
  const wanted = scope === 'user' ? null : project;
  const here = continueLocations(files.env, wanted === null ? [] : [wanted]).filter(
    (one) => one.scope === scope && one.project === wanted,
  );
  const main = here.find(({ path }) => path === userFile(files.env) && files.document(path) !== null);
  const found = main ?? here.find(({ tag }) => tag === MAP_FILE);
  return found ? ok(found) : fail('Unsupported', 'Continue takes no servers there.');
}

function remove(_files: ClientFiles, entry: RawEntry): Result<EditPlan> {
  if (isWholeFile(entry)) return wholeFile(entry);
  const { path, format } = entry.location;
  return ok({
    edits: [{ path, format, ops: [{ op: 'remove', path: entry.path }], create: false }],
    notes: [],
  });
}

/** Without a name of its own nothing tells where a parked entry belongs. */
function notByName(entry: RawEntry): Extract<Result<never>, { ok: false }> {
  if (isWholeFile(entry)) return wholeFile(entry);
  return fail('Unsupported', `${entry.name} has no name of its own in ${entry.location.path}.`, {
    next: 'Give it a name in an editor, then try again.',
  });
}

function isWholeFile(entry: RawEntry): boolean {
  return entry.path.length === 0;
}

function wholeFile(entry: RawEntry): Extract<Result<never>, { ok: false }> {
  return fail('Unsupported', `${entry.name} is the whole of ${entry.location.path}.`, {
    next: 'Move or delete that file.',
  });
}
