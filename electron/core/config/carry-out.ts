import { randomUUID } from 'node:crypto';
import type { ChangeReceipt } from '../../../shared/actions.ts';
import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { receipt, reversed } from './change-outcome.ts';
import type { ChangePlan, PlanContext } from './change-plan.ts';
import { changeMode } from './config-io.ts';
import type { ChangeRecord, ParkingEffect } from './history.ts';
import type { Parking } from './parking.ts';
import { writeFiles } from './write-plan.ts';

/**
 * Writes a plan and puts it on record. Entries are parked before they leave their file and forgotten after they
 * are back in it, so that a crash in between leaves one copy too many, which the next look recognises, and never
 * one too few. `mayRetry`: nothing was written because a file has just changed.
 */
export async function carryOut(
  context: PlanContext,
  planned: ChangePlan,
): Promise<{ readonly result: Result<ChangeReceipt>; readonly mayRetry: boolean }> {
  const { adapters, history, inventory, now, parking } = context;
  const { stateDir } = context.env;
  const parked = await park(parking, planned.parking, 'park');
  if (!parked.ok) return { result: parked, mayRetry: false };
  const outcome = await writeFiles(stateDir, planned.files, (path) => inventory.writeRules(path));
  if (outcome.error !== null) {
    const stays = outcome.written.length > 0;
    if (stays) await history.add(recordOf(planned, outcome.written, now()));
    else await park(parking, planned.parking.map(reversed), 'unpark');
    return { result: outcome.error, mayRetry: !stays && outcome.error.error.code === 'ConfigConflict' };
  }
  for (const [at, { path, afterHash }] of outcome.written.entries()) {
    const document = planned.files[at]?.after?.document;
    if (document !== undefined && afterHash !== null) inventory.adopt(path, document, afterHash);
  }
  for (const mode of planned.modes ?? []) {
    const changed = await changeMode({ stateDir, ...mode });
    if (!changed.ok) return { result: changed, mayRetry: false };
  }
  const dropped = await park(parking, planned.parking, 'unpark');
  const record = recordOf(planned, outcome.written, now());
  const recorded = await history.add(record, planned.replaces);
  const failures = [dropped, recorded].flatMap((result) =>
    result.ok ? [] : [`The change is made, but it cannot be undone here: ${result.error.message}`],
  );
  return { result: ok(receipt(planned, record.id, failures, adapters)), mayRetry: false };
}

async function park(
  parking: Parking,
  effects: readonly ParkingEffect[],
  kind: ParkingEffect['kind'],
): Promise<Result<null>> {
  for (const effect of effects) {
    if (effect.kind !== kind) continue;
    const result = await (kind === 'park' ? parking.put(effect.record) : parking.drop(effect.record.id));
    if (!result.ok) return result;
  }
  return ok(null);
}

function recordOf(planned: ChangePlan, files: ChangeRecord['files'], at: number): ChangeRecord {
  const { kind, modes, parking: effects, refs, title, undoes } = planned;
  return {
    id: randomUUID(),
    at,
    kind,
    title: title.done,
    refs,
    files,
    ...(modes === undefined ? {} : { modes }),
    parking: effects,
    undoes,
    undone: false,
  };
}
