import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { AddTarget, ChangeAction, ChangePreview } from '../../../shared/actions.ts';
import type { ServerRef } from '../../../shared/domain.ts';
import type { HistoryItem } from '../../../shared/snapshot.ts';
import type { ClientAdapter, ClientFiles, EditPlan, RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import type { ChangeTitle } from './change-titles.ts';
import { describeEntries } from './entries.ts';
import type { InventoryEntry } from './entries.ts';
import type { FileChange } from './file-change.ts';
import type { History, ParkingEffect } from './history.ts';
import type { ClientReading, Inventory } from './inventory.ts';
import type { ParkedRecord, Parking } from './parking.ts';
import type { ModeChange } from './plan-protect.ts';
import { clientOfRef } from './refs.ts';
import type { WorkingFiles } from './working-files.ts';

/** A change worked out on the files as they are now, not written yet. */
export interface ChangePlan {
  readonly kind: HistoryItem['kind'];
  readonly title: ChangeTitle;
  readonly refs: readonly ServerRef[];
  readonly files: readonly FileChange[];
  /** Permissions to change; the bytes of these files stay. */
  readonly modes?: readonly ModeChange[];
  readonly parking: readonly ParkingEffect[];
  readonly notes: readonly string[];
  readonly refused: ChangePreview['refused'];
  /** What the clients need before they notice ("Start a new Codex session."). */
  readonly reloads: readonly string[];
  readonly undoes: string | null;
  /** The change that this one makes again; it no longer counts as in force itself. */
  readonly replaces?: string;
}

export type Refusal = { readonly target: AddTarget; readonly server: string; readonly error: AppError };

/** What planning may look at. */
export interface PlanContext {
  readonly env: HostEnv;
  readonly adapters: readonly ClientAdapter[];
  readonly inventory: Inventory;
  readonly parking: Parking;
  readonly history: History;
  readonly now: () => number;
}

export type SwitchAction = Extract<ChangeAction, { kind: 'disable' | 'enable' | 'remove' }>;

export interface FoundEntry {
  readonly reading: ClientReading;
  readonly entry: InventoryEntry;
  /** Set when the entry is parked. */
  readonly record: ParkedRecord | null;
}

/** The entry as the files have it now. ConfigInvalid or ConfigUnreadable when its file broke meanwhile. */
export async function findEntry(context: PlanContext, ref: ServerRef): Promise<Result<FoundEntry>> {
  const reading = await context.inventory.readClient(clientOfRef(ref) ?? '', []);
  if (reading === null) return fail('EntryNotFound', `There is no server "${ref}".`);
  const described = describeEntries(reading.adapter, reading.files, context.parking.list());
  const entry = described.entries.find((one) => one.ref === ref);
  if (entry !== undefined) return ok({ reading, entry, record: described.records.get(ref) ?? null });
  const known = context.inventory.state().entries.find((one) => one.ref === ref);
  const file = known === undefined ? null : reading.file(known.location.path);
  if (file?.problem != null) {
    const code = file.state === 'invalid' ? 'ConfigInvalid' : 'ConfigUnreadable';
    const place = file.problem.line === null ? '' : ` line ${file.problem.line}:`;
    return fail(code, `${file.path}:${place} ${file.problem.message}`, { next: file.problem.next });
  }
  return fail('EntryNotFound', `There is no server "${ref}" any more.`);
}

/** Takes an adapter's edits into the working files. */
export function applyPlan(working: WorkingFiles, reading: ClientReading, plan: EditPlan): Result<null> {
  const edits = [];
  for (const edit of plan.edits) {
    const file = reading.file(edit.path);
    if (file === null) throw new Error(`${reading.adapter.id} edits ${edit.path}, which it does not list`);
    edits.push({ edit, file });
  }
  return working.apply(edits);
}

/** Permissions of a file we create: a project's files are shared by its people, all others are private. */
export function modeFor(files: ClientFiles): (path: string) => number {
  const shared = new Set(
    files.locations.filter((location) => location.scope === 'project').map((location) => location.path),
  );
  return (path) => (shared.has(path) ? 0o644 : 0o600);
}

export function readOnlyEntry(
  entry: RawEntry,
  adapter: ClientAdapter,
): Extract<Result<never>, { ok: false }> {
  if (entry.suppliedBy !== null) {
    return fail('Unsupported', `${entry.name} comes with ${entry.suppliedBy}, which keeps it as it is.`, {
      next: `Change or remove that in ${adapter.name}.`,
    });
  }
  return fail('Unsupported', `${entry.name} is set by whoever manages this computer.`, {
    next: `Ask them to change it in ${adapter.name}’s managed settings.`,
  });
}
