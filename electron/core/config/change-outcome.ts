import { hash } from 'node:crypto';
import type { ChangeAction, ChangeReceipt } from '../../../shared/actions.ts';
import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientAdapter } from '../clients/types.ts';
import type { ChangePlan } from './change-plan.ts';
import { writableProblem } from './config-io.ts';
import { fileDiff } from './file-diff.ts';
import type { ParkingEffect } from './history.ts';
import { baseOf } from './write-plan.ts';

/** The added and removed lines of a plan, hashed: they hold secrets. */
export function essenceOf({ files, modes = [] }: ChangePlan): string {
  const lines = [...files.map((change) => [change.path, fileDiff(change).essence]), ...modes];
  return hash('sha256', JSON.stringify(lines), 'hex');
}

/** What a plan was made from: hashes of texts, and permissions, by path. */
export function baseOfPlan({ files, modes = [] }: ChangePlan): Record<string, string | null> {
  return {
    ...Object.fromEntries(modes.map(({ path, from }) => [path, `mode ${from.toString(8)}`])),
    ...baseOf(files),
  };
}

/** Adding has looked already, target by target. */
export async function notWritable({ kind, files }: ChangePlan): Promise<Result<null>> {
  for (const { path } of kind === 'add' || kind === 'copy' ? [] : files) {
    const problem = await writableProblem(path);
    if (problem !== null) return problem;
  }
  return ok(null);
}

export function receipt(
  planned: ChangePlan,
  id: string,
  failures: readonly string[],
  adapters: readonly ClientAdapter[],
): ChangeReceipt {
  const nameOf = (client: string) => adapters.find(({ id: own }) => own === client)?.name ?? client;
  const changed = planned.files.length > 0;
  const refused = planned.refused.map(
    ({ server, target, error }) =>
      `${server} was not ${planned.kind === 'copy' ? 'copied' : 'added'} to ${nameOf(target.client)}: ${error.message}`,
  );
  return {
    id,
    title: planned.title.done,
    refs: planned.refs,
    files: [...planned.files, ...(planned.modes ?? [])].map(({ path }) => path),
    notes: [...planned.notes, ...refused, ...(changed ? planned.reloads : []), ...failures],
  };
}

export function reversed(effect: ParkingEffect): ParkingEffect {
  return { kind: effect.kind === 'park' ? 'unpark' : 'park', record: effect.record };
}

export function shownKey(action: ChangeAction, base: Readonly<Record<string, string | null>>): string {
  return hash(
    'sha256',
    JSON.stringify([action, Object.entries(base).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
    'hex',
  );
}
