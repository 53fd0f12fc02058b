import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigFormat } from '../../../shared/domain.ts';
import type { ConfigValue, EditOp, KeyPath } from '../formats/types.ts';
import { isList, isRecord, NOTHING_TO_DO, shownPath } from './shared-parts.ts';
import type { ClientFiles, EditPlan, FileEdit, RawEntry } from './types.ts';

/** Part of an entry that lists and their rules may look at. */
export type ListSubject = Pick<RawEntry, 'name' | 'scope' | 'project'>;

/** A place outside of the entries where a client keeps which of them are off. */
export interface SwitchList {
  /** One of the client's locations. */
  readonly path: string;
  readonly format: ConfigFormat;
  readonly at: KeyPath;
  /** `deny`: names that are off · `allow`: while it is there, only its names are on · `flags`: name → enabled. */
  readonly form: 'deny' | 'allow' | 'flags';
  /** The name as this list spells it; as it stands when left out. */
  readonly spell?: (name: string) => string;
  /** Whether an item means this name; exact equality with the spelling when left out. */
  readonly means?: (item: string, name: string) => boolean;
  /** Why it is not the person's to change ("Your organisation keeps it."); null when it is. */
  readonly fixed: string | null;
}

/** How a client switches entries off. */
export type MapSwitch =
  /**
   * A key of the entry: `off` is the value that means off. `also`: lists of the person's that keep entries off as
   * well; the first one is written for a project's entry, whose own key is everybody's.
   */
  | {
      readonly kind: 'flag';
      readonly key: string;
      readonly off: boolean;
      readonly also?: (files: ClientFiles, subject: ListSubject) => readonly SwitchList[];
    }
  /** Lists beside the entries, all of which count; the first `deny` or `flags` one we may change is written. */
  | {
      readonly kind: 'lists';
      readonly lists: (files: ClientFiles, subject: ListSubject) => readonly SwitchList[];
    }
  /** No switch that can be written from outside: the entry is taken out and kept by us. */
  | { readonly kind: 'park' };

type SwitchState = Pick<RawEntry, 'enabled' | 'enablement' | 'disabledBy'>;

/** What the client's switch says about an entry. */
export function switchState(
  files: ClientFiles,
  way: MapSwitch,
  entry: RawEntry,
  value: unknown,
): SwitchState & Pick<RawEntry, 'problem'> {
  const changeable = entry.ignored === null && (way.kind === 'lists' || !entry.readOnly);
  const on = { enabled: true, disabledBy: null, problem: entry.problem };
  if (way.kind === 'park') return { ...on, enablement: changeable ? 'parked' : 'unsupported' };
  const native = changeable ? 'native' : 'unsupported';
  if (way.kind === 'flag') {
    const flag = flagOf(value, way.key);
    if (flag !== undefined && typeof flag !== 'boolean') {
      const problem = entry.problem ?? `“${way.key}” must be true or false.`;
      return { ...on, problem, enablement: native };
    }
    const list = way.also?.(files, entry).find((one) => blocks(files, one, entry.name));
    if (flag !== way.off && list === undefined) return { ...on, enablement: native };
    const path = flag === way.off ? entry.location.path : list?.path;
    const disabledBy = `by ${shownPath(files.env, path ?? '')}`;
    return { ...on, enabled: false, disabledBy, enablement: native };
  }
  const blocking = way.lists(files, entry).filter((list) => blocks(files, list, entry.name));
  const fixed = blocking.find((list) => list.fixed !== null);
  const shown = fixed ?? blocking[0];
  return {
    ...on,
    enabled: shown === undefined,
    disabledBy: shown === undefined ? null : `by ${shownPath(files.env, shown.path)}`,
    enablement: fixed === undefined ? native : 'unsupported',
  };
}

function flagOf(value: unknown, key: string): unknown {
  const record = value as Readonly<Record<string, unknown>> | null;
  const isGroup = typeof record === 'object' && record !== null && !Array.isArray(record);
  return isGroup && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Whether a list keeps servers of this name off. */
export function blocks(files: ClientFiles, list: SwitchList, name: string): boolean {
  const value = files.document(list.path)?.get(list.at);
  const spelled = list.spell?.(name) ?? name;
  if (list.form === 'flags') {
    if (!isRecord(value) || !Object.hasOwn(value, spelled)) return false;
    const record = value[spelled];
    return isRecord(record) && record['enabled'] === false;
  }
  if (!isList(value)) return false;
  return value.some((item) => meansName(list, item, name)) === (list.form === 'deny');
}

function meansName(list: SwitchList, item: ConfigValue, name: string): boolean {
  if (typeof item !== 'string') return false;
  return list.means?.(item, name) ?? item === (list.spell?.(name) ?? name);
}

/** The edits for switching an entry; `park` where the engine has to take it out. */
export function switchPlan(
  client: string,
  way: MapSwitch,
  files: ClientFiles,
  entry: RawEntry,
  enabled: boolean,
): Result<EditPlan> | 'park' {
  if (way.kind === 'park') return 'park';
  if (entry.enabled === enabled) return ok(NOTHING_TO_DO);
  if (way.kind === 'flag') {
    const { path, format } = entry.location;
    if (!isRecord(files.document(path)?.get(entry.path))) {
      return fail('Unsupported', `“${entry.name}” is no group of settings, so it cannot hold a switch.`, {
        next: 'Correct the entry in its file, or remove it.',
      });
    }
    const lists = way.also?.(files, entry) ?? [];
    if (!enabled && entry.project !== null && lists.length > 0) {
      return disableInList(client, files, lists, entry);
    }
    // With a list alone keeping it off, the key says nothing or “on” and stays as it is.
    const stays = enabled && flagOf(files.document(path)?.get(entry.path), way.key) !== way.off;
    const op: EditOp = {
      op: 'set',
      path: [...entry.path, way.key],
      value: enabled ? !way.off : way.off,
    };
    const flag: readonly FileEdit[] = stays ? [] : [{ path, format, ops: [op], create: false }];
    return enabled ? enableInLists(client, files, lists, entry, flag) : ok({ edits: flag, notes: [] });
  }
  const lists = way.lists(files, entry);
  return enabled ? enableInLists(client, files, lists, entry) : disableInList(client, files, lists, entry);
}

function disableInList(
  client: string,
  files: ClientFiles,
  lists: readonly SwitchList[],
  entry: RawEntry,
): Result<EditPlan> {
  const list = lists.find((one) => one.form !== 'allow' && one.fixed === null);
  if (list === undefined) return fail('Unsupported', `${client} has no switch for ${entry.name}.`);
  const spelled = list.spell?.(entry.name) ?? entry.name;
  const present = files.document(list.path)?.get(list.at);
  const fits = list.form === 'flags' ? isRecord(present) : isList(present);
  if (present !== undefined && !fits) {
    const name = String(list.at.at(-1) ?? 'the file');
    return fail('ConfigTooComplex', `“${name}” in ${shownPath(files.env, list.path)} is not a list.`);
  }
  const op: EditOp =
    list.form === 'flags'
      ? { op: 'set', path: [...list.at, spelled], value: { enabled: false } }
      : { op: 'append', path: list.at, value: spelled };
  const note = `${client} will stop loading every server called “${entry.name}” that it finds there.`;
  return ok({ edits: [edit(list, [op], true)], notes: [note] });
}

/** Takes away everything that keeps the entry off. */
function enableInLists(
  client: string,
  files: ClientFiles,
  lists: readonly SwitchList[],
  entry: RawEntry,
  before: readonly FileEdit[] = [],
): Result<EditPlan> {
  const blocking = lists.filter((list) => blocks(files, list, entry.name));
  const fixed = blocking.find((list) => list.fixed !== null);
  if (fixed !== undefined && fixed.fixed !== null) {
    return fail('Unsupported', fixed.fixed, { next: 'Change it there, or ask whoever keeps that file.' });
  }
  const edits = [...before, ...blocking.map((list) => edit(list, unblock(files, list, entry.name), false))];
  const note = `${client} will load every server called “${entry.name}” again.`;
  return ok({ edits: oneForEachFile(edits), notes: blocking.length === 0 ? [] : [note] });
}

function oneForEachFile(edits: readonly FileEdit[]): readonly FileEdit[] {
  const byPath = Map.groupBy(edits, ({ path }) => path);
  return [...byPath.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, ops: [first, ...rest].flatMap(({ ops }) => ops) }],
  );
}

function unblock(files: ClientFiles, list: SwitchList, name: string): readonly EditOp[] {
  const spelled = list.spell?.(name) ?? name;
  if (list.form === 'flags') return [{ op: 'remove', path: [...list.at, spelled] }];
  if (list.form === 'allow') return [{ op: 'append', path: list.at, value: spelled }];
  const names = files.document(list.path)?.get(list.at);
  if (!isList(names)) return [];
  // Last first, so that the places of the others stay right.
  return names
    .flatMap((item, index) => (meansName(list, item, name) ? [index] : []))
    .toReversed()
    .map((index) => ({ op: 'remove', path: [...list.at, index] }));
}

function edit(list: SwitchList, ops: readonly EditOp[], create: boolean): FileEdit {
  return { path: list.path, format: list.format, ops, create };
}
