import type { ChangeAction } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientFiles, RawEntry } from '../clients/types.ts';
import { isList, isObject } from '../formats/intent.ts';
import type { EditOp } from '../formats/types.ts';
import { applyPlan, findEntry, modeFor } from './change-plan.ts';
import type { ChangePlan, FoundEntry, PlanContext } from './change-plan.ts';
import { changeTitle } from './change-titles.ts';
import { notChangeable, overlayOf, spoiledEntry } from './changed-entry.ts';
import { refOf } from './entries.ts';
import { createWorkingFiles } from './working-files.ts';
import type { WorkingFiles } from './working-files.ts';

interface Renamed {
  readonly working: WorkingFiles;
  readonly entry: RawEntry;
}

/**
 * Gives one entry another name in its place. A list that keeps it off by its name follows, where the client's
 * switch is ours to set; what does not follow is said.
 */
export async function planRename(
  context: PlanContext,
  { ref, name }: Extract<ChangeAction, { kind: 'rename' }>,
): Promise<Result<ChangePlan>> {
  const found = await findEntry(context, ref);
  if (!found.ok) return found;
  const { entry, reading } = found.value;
  const { adapter, files } = reading;
  if (name === entry.name) {
    return ok(planOf(found.value, name, [], [`It is called “${name}” already.`], [ref]));
  }
  const refusal = notChangeable(found.value) ?? nameRefusal(context, found.value, name);
  if (refusal !== null) return refusal;
  const plain = renamed(found.value, createWorkingFiles(), name);
  if (!plain.ok) return plain;
  const followed = entry.enabled || !plain.value.entry.enabled ? null : switchFollows(found.value, name);
  const { working, entry: again } = followed ?? plain.value;
  const spoiled = spoiledEntry(adapter, files, overlayOf(reading, working));
  if (spoiled !== null) return spoiled;
  if (again.problem !== null && entry.problem === null) {
    return fail('Unsupported', `${adapter.name} could not use it as “${name}”. ${again.problem}`, {
      next: 'Choose another name.',
    });
  }
  const changes = await working.changes(modeFor(files));
  const refs = [refOf(adapter, again), ref];
  const notes = [...(followed?.notes ?? []), ...notesOf(found.value, again)];
  return ok(planOf(found.value, name, changes, notes, refs));
}

function nameRefusal(
  { parking }: PlanContext,
  { entry, reading }: FoundEntry,
  name: string,
): Extract<Result<never>, { ok: false }> | null {
  const { adapter, files } = reading;
  const problem = adapter.nameProblem(name);
  if (problem !== null) {
    return fail('InvalidRequest', `${adapter.name} cannot use the name “${name}”: ${problem}`, {
      next: 'Choose another name.',
    });
  }
  const parked = parking.list().filter((record) => record.client === adapter.id);
  const taken = [...adapter.entries(files), ...parked.map((record) => record.entry)].some(
    (one) => one.name === name && one.scope === entry.scope && one.project === entry.project,
  );
  return taken ? fail('EntryExists', `${adapter.name} already has a server called “${name}” there.`) : null;
}

/** The name alone: of the member, inside the entry where it says it too, or of the item of a list. */
function renamed({ entry, reading }: FoundEntry, working: WorkingFiles, name: string): Result<Renamed> {
  const { path, format } = entry.location;
  const document = overlayOf(reading, working).document(path);
  const value = document?.get(entry.path);
  const parent = document?.get(entry.path.slice(0, -1));
  const inside = isObject(value) && Object.hasOwn(value, 'name') && value['name'] === entry.name;
  const isItem = typeof entry.path.at(-1) !== 'string';
  if (entry.path.length === 0 || (isItem && !inside)) {
    return fail('Unsupported', `${entry.name} has no name of its own in its file.`, {
      next: 'Give it a name in an editor.',
    });
  }
  const at = [...entry.path.slice(0, -1), ...(isItem ? entry.path.slice(-1) : [name])];
  const ops: EditOp[] = [
    ...(isItem ? [] : [{ op: 'rename' as const, path: entry.path, name }]),
    ...(inside && (isItem || !isList(parent))
      ? [{ op: 'set' as const, path: [...at, 'name'], value: name }]
      : []),
  ];
  const applied = applyPlan(working, reading, { edits: [{ path, format, ops, create: false }], notes: [] });
  if (!applied.ok) return applied;
  const again = find(reading.adapter.entries(overlayOf(reading, working)), entry, name);
  if (again !== undefined) return ok({ working, entry: again });
  return fail('EditVerificationFailed', `${reading.adapter.name} would not find it as “${name}”.`);
}

/** Switched on under the old name and off under the new one; null when the client does not let us. */
function switchFollows(
  found: FoundEntry,
  name: string,
): (Renamed & { readonly notes: readonly string[] }) | null {
  const { entry, reading } = found;
  const { adapter } = reading;
  const working = createWorkingFiles();
  const files = (): ClientFiles => overlayOf(reading, working);
  const isOnly = adapter.entries(files()).filter((one) => one.name === entry.name).length === 1;
  if (isOnly) {
    const on = adapter.setEnabled(files(), entry, true);
    if (on === 'park' || !on.ok || !applyPlan(working, reading, on.value).ok) return null;
  }
  const moved = renamed(found, working, name);
  if (!moved.ok) return null;
  const off = adapter.setEnabled(files(), moved.value.entry, false);
  if (off === 'park' || !off.ok || !applyPlan(working, reading, off.value).ok) return null;
  const again = find(adapter.entries(files()), entry, name);
  if (again === undefined || again.enabled) return null;
  const stays = `What kept “${entry.name}” off keeps “${name}” off now`;
  return {
    working,
    entry: again,
    notes: [isOnly ? `${stays}; another “${entry.name}” would be loaded.` : `${stays} too.`],
  };
}

function find(entries: readonly RawEntry[], entry: RawEntry, name: string): RawEntry | undefined {
  return entries.find(
    (one) =>
      one.name === name &&
      one.location.path === entry.location.path &&
      one.scope === entry.scope &&
      one.project === entry.project,
  );
}

function notesOf({ entry, reading }: FoundEntry, again: RawEntry): readonly string[] {
  const client = reading.adapter.name;
  const notes: string[] = [];
  if (again.enabled && !entry.enabled) {
    notes.push(`${client} will load it as “${again.name}”: what keeps it off names only “${entry.name}”.`);
  }
  if (!again.enabled && entry.enabled) {
    notes.push(`${client} will not load it as “${again.name}”: it is off ${again.disabledBy ?? ''}.`);
  }
  if (entry.approval === 'approved' && again.approval !== 'approved') {
    notes.push(`${client} will ask again whether it may use “${again.name}”.`);
  }
  if (reading.adapter.login(entry) !== null) {
    notes.push(`Sign-ins are kept by name: ${client} may ask you to sign in again.`);
  }
  return notes;
}

function planOf(
  { entry, reading }: FoundEntry,
  name: string,
  files: ChangePlan['files'],
  notes: readonly string[],
  refs: ChangePlan['refs'],
): ChangePlan {
  const { adapter } = reading;
  return {
    kind: 'rename',
    title: changeTitle('rename', [`${entry.name} to ${name}`], [adapter.name]),
    refs,
    files,
    parking: [],
    notes,
    refused: [],
    reloads: adapter.reload === null ? [] : [adapter.reload],
    undoes: null,
  };
}
