import type { ConfigScope, ServerRef } from '../../../shared/domain.ts';
import type { SettingView } from '../../../shared/entry-settings.ts';
import { otherKinds } from '../clients/change-kind.ts';
import type { Kind } from '../clients/change-kind.ts';
import { settingViews } from '../clients/entry-settings.ts';
import type { ClientAdapter, ClientFiles, RawEntry } from '../clients/types.ts';
import type { Program } from '../clients/windows-command.ts';
import type { ParkedRecord } from './parking.ts';
import { buildRef, uniqueRefs } from './refs.ts';
import { shownProgram } from './windows-server.ts';

/** An entry with its address, place and standing among the others. */
export interface InventoryEntry extends RawEntry {
  readonly ref: ServerRef;
  /** 1-based; null while parked. */
  readonly line: number | null;
  /** Its bytes are in our parking store and not in the client's file. */
  readonly parked: boolean;
  readonly shadowedBy: ServerRef | null;
  /** A name on the way to the entry, or in it, that the file has twice: the client takes the last. */
  readonly repeated: { readonly name: string; readonly line: number } | null;
  /** Settings besides the server itself that it can have here; none where it is written in another form. */
  readonly settings: readonly SettingView[];
  /** Kinds of server it can be made. */
  readonly otherKinds: readonly Kind[];
  /** The program behind `cmd /c` in a file of native Windows; null where it is written plainly. */
  readonly behindCmd: Program | null;
  /** Its fields can be changed one by one: it is written in a form that we know. */
  readonly editable: boolean;
  /** Its client takes whole header values from variables that it names in a field of their own. */
  readonly headersFromVariables: boolean;
  /** It has a field for the name of the variable that holds a bearer token. */
  readonly bearerField: boolean;
}

export interface DescribedEntries {
  readonly entries: readonly InventoryEntry[];
  /** The parked record behind each parked entry. */
  readonly records: ReadonlyMap<ServerRef, ParkedRecord>;
}

/** All entries of one client: those in its files in the adapter's order, then those parked with us. Pure. */
export function describeEntries(
  adapter: ClientAdapter,
  files: ClientFiles,
  parked: readonly ParkedRecord[],
): DescribedEntries {
  const kept = parked.filter((record) => record.client === adapter.id && !isBack(record, files));
  const raws = [...adapter.entries(files), ...kept.map((record) => parkedEntry(record, files))];
  const firstParked = raws.length - kept.length;
  const refs = uniqueRefs(raws.map((raw) => refOf(adapter, raw)));
  const entries = raws.map((raw, index) => ({
    ...raw,
    behindCmd: shownProgram(files.env, raw),
    ...changeableParts(adapter, files, raw, index < firstParked),
    ref: refs[index] ?? '',
    line: index < firstParked ? (files.document(raw.location.path)?.position(raw.path)?.line ?? null) : null,
    parked: index >= firstParked,
    shadowedBy: null,
    repeated: index < firstParked ? (files.document(raw.location.path)?.duplicate(raw.path) ?? null) : null,
  }));
  return {
    entries: entries.map((entry) => ({ ...entry, shadowedBy: shadowOf(entry, entries) })),
    records: new Map(kept.map((record, index) => [refs[firstParked + index] ?? '', record])),
  };
}

type ChangeableParts = 'settings' | 'otherKinds' | 'editable' | 'headersFromVariables' | 'bearerField';

const NOTHING_CHANGEABLE: Pick<InventoryEntry, ChangeableParts> = {
  settings: [],
  otherKinds: [],
  editable: false,
  headersFromVariables: false,
  bearerField: false,
};

/** What besides the usual fields can be changed in an entry. */
function changeableParts(
  adapter: ClientAdapter,
  files: ClientFiles,
  raw: RawEntry,
  inFile: boolean,
): Pick<InventoryEntry, ChangeableParts> {
  const stored = inFile ? files.document(raw.location.path)?.get(raw.path) : undefined;
  const fields = stored === undefined ? null : (adapter.fields?.(raw, stored) ?? null);
  if (stored === undefined || fields === null) {
    return NOTHING_CHANGEABLE;
  }
  return {
    settings: settingViews(fields.settings, stored),
    otherKinds: otherKinds(adapter, fields, raw.transport),
    editable: true,
    headersFromVariables: fields.envHeaders !== null,
    bearerField: fields.bearerTokenEnvVar !== null,
  };
}

export function refOf(adapter: ClientAdapter, raw: RawEntry): ServerRef {
  return buildRef({
    client: adapter.id,
    scope: raw.scope,
    tag: raw.location.tag,
    project: raw.project,
    name: raw.name,
  });
}

/**
 * A record whose entry stands in the file with the very same text is a leftover of a process that was killed
 * between its two writes; the file is the truth.
 */
export function isBack(record: ParkedRecord, files: ClientFiles): boolean {
  return files.document(record.file)?.source(record.path) === record.source;
}

function parkedEntry(record: ParkedRecord, files: ClientFiles): RawEntry {
  const location = files.locations.find((one) => one.path === record.file) ?? record.entry.location;
  return {
    ...record.entry,
    location,
    enabled: false,
    enablement: 'parked',
    disabledBy: 'parked by MCP Tray',
    approval: null,
    suppliedBy: null,
  };
}

/** Same name in a closer place wins whole (Claude Code: local > project > user; Codex: project > user). */
const CLOSER: Readonly<Record<ConfigScope, readonly ConfigScope[]>> = {
  local: [],
  project: ['local'],
  user: [],
  managed: [],
};

/** Only what hides an entry everywhere counts: a user entry that one project overrides still serves the rest. */
function shadowOf(entry: InventoryEntry, entries: readonly InventoryEntry[]): ServerRef | null {
  if (entry.parked) return null;
  for (const scope of CLOSER[entry.scope]) {
    const winner = entries.find(
      (other) =>
        other.scope === scope &&
        other.name === entry.name &&
        other.project === entry.project &&
        !other.parked &&
        other.ignored === null,
    );
    if (winner !== undefined) return winner.ref;
  }
  return null;
}
