import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ChangePlan, PlanContext } from './change-plan.ts';
import { undoTitle } from './change-titles.ts';
import type { FileChange } from './file-change.ts';
import type { ChangeRecord } from './history.ts';
import { modeOf } from './plan-protect.ts';
import type { ModeChange } from './plan-protect.ts';
import { exactReversal, semanticReversal } from './reverse.ts';
import { clientOfRef } from './refs.ts';

/**
 * Takes a change back; `id` null means the newest one in force, looking past undos, so that undo after undo
 * goes further back. An undo itself is undone by its id. UndoStale when a later change is in the way.
 */
export async function planUndo(context: PlanContext, id: string | null): Promise<Result<ChangePlan>> {
  const records = context.history.records();
  const record =
    id === null
      ? records.findLast((one) => one.kind !== 'undo' && !one.undone)
      : records.find((one) => one.id === id);
  if (record === undefined) {
    return id === null
      ? fail('EntryNotFound', 'There is nothing to undo.', { next: 'Change something first.' })
      : fail('EntryNotFound', `There is no change "${id}".`, { next: 'Run "mcp-tray history" to see them.' });
  }
  if (record.undone) {
    return fail('UndoStale', `"${record.title}" is undone already.`, { next: 'Nothing needs to be done.' });
  }
  if (record.forgotten === true) {
    return fail('UndoStale', `What it would take to undo "${record.title}" was forgotten on request.`, {
      next: 'Change it by hand.',
    });
  }
  const modes = await modesBack(record);
  if (!modes.ok) return modes;
  const stale = staleParking(context, record);
  if (stale !== null) return stale;
  const files: FileChange[] = [];
  for (const one of record.files) {
    const file = await context.inventory.readFile(one.path, one.format);
    const exact = await exactReversal(one, file);
    const change = exact === null ? await semanticReversal(one, file) : ok(exact);
    if (!change.ok) return change;
    files.push(change.value);
  }
  const clients = new Set(record.refs.map((ref) => clientOfRef(ref)));
  return ok({
    kind: 'undo',
    title: undoTitle(record.title),
    refs: record.refs,
    files,
    modes: modes.value,
    parking: record.parking.map((effect) => ({
      kind: effect.kind === 'park' ? ('unpark' as const) : ('park' as const),
      record: effect.record,
    })),
    notes: [],
    refused: [],
    reloads: context.adapters.flatMap(({ id: client, reload }) =>
      clients.has(client) && reload !== null ? [reload] : [],
    ),
    undoes: record.id,
  });
}

/** A parked entry that was put back or thrown away since cannot be put back by an undo a second time. */
function staleParking(
  context: PlanContext,
  record: ChangeRecord,
): Extract<Result<never>, { ok: false }> | null {
  const parked = new Set(context.parking.list().map((one) => one.id));
  const stale = record.parking.some(({ kind, record: one }) => (kind === 'park') !== parked.has(one.id));
  return stale ? fail('UndoStale', `"${record.title}": the parked entry was changed again since.`) : null;
}

/** Permissions are given back only as long as they are what the change made of them. */
async function modesBack({ title, modes = [] }: ChangeRecord): Promise<Result<readonly ModeChange[]>> {
  for (const { path, to } of modes) {
    const now = await modeOf(path);
    if (!now.ok) return now;
    if (now.value !== to) {
      return fail('UndoStale', `"${title}": who may read ${path} was changed again since.`);
    }
  }
  return ok(modes.map(({ path, from, to }) => ({ path, from: to, to: from })));
}
