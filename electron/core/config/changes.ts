import type { ChangeAction, ChangePreview, ChangeReceipt, ForgetReceipt } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HistoryItem } from '../../../shared/snapshot.ts';
import { settled } from './at-rest.ts';
import { baseOfPlan, essenceOf, notWritable, receipt, shownKey } from './change-outcome.ts';
import type { ChangePlan, PlanContext } from './change-plan.ts';
import { carryOut } from './carry-out.ts';
import { forgetLeftovers } from './parking-leftovers.ts';
import { withFileLock } from './file-lock.ts';
import { secretsIn, secretValues } from './mask-diff.ts';
import { forgetChange } from './forget.ts';
import { planAdd } from './plan-add.ts';
import { planRedo } from './plan-redo.ts';
import { planCopy } from './plan-copy.ts';
import { planEdit } from './plan-edit.ts';
import { planFix } from './plan-fix.ts';
import { planProtect } from './plan-protect.ts';
import { planRename } from './plan-rename.ts';
import { planSwitch } from './plan-switch.ts';
import { planUndo } from './plan-undo.ts';
import { showPlan } from './show-plan.ts';
import { sameBase } from './write-plan.ts';

/** Everything that changes clients' files: previewed, applied, recorded, undone. */
export interface ChangeEngine {
  /** Works the change out on the files as they are now; writes nothing. */
  preview(action: ChangeAction): Promise<Result<ChangePreview>>;
  /**
   * Does it. `base` is that of the preview the person saw: when the files are others by now, the change is still
   * done if it comes to the very same lines, else ConfigConflict. `base` null takes the files as they are. A
   * change that leaves nothing to write succeeds with an empty `files` and an empty `id`.
   */
  apply(
    action: ChangeAction,
    base: Readonly<Record<string, string | null>> | null,
  ): Promise<Result<ChangeReceipt>>;
  /**
   * Throws away the old text of a change that took secrets out of a file, wherever it is kept here: in the
   * history, with the means to undo it, and in backups. Answers what was done, in words.
   */
  forget(id: string): Promise<Result<ForgetReceipt>>;
  /** Whether `apply` would do it now, for what has to happen before; writes nothing. Errors as `apply`. */
  mayApply(action: ChangeAction, base: Readonly<Record<string, string | null>> | null): Promise<Result<null>>;
  /** Newest first, as last loaded or changed by this process. */
  history(): readonly HistoryItem[];
  /** Reads history and parked entries again: other processes of ours write them too. */
  load(): Promise<void>;
  /** What of our own files was found broken, in words. */
  problems(): readonly string[];
}

/** Foreign programs may write between our read and our write; after so many times they win. */
const ATTEMPTS = 4;
/** Previews remembered, to recognise the same change on files that moved on. */
const REMEMBERED = 50;

export function createChangeEngine(context: PlanContext): ChangeEngine {
  const { inventory, parking, history } = context;
  const { stateDir } = context.env;
  const shown = new Map<string, string>();

  async function load(): Promise<void> {
    await Promise.all([history.load(), parking.load()]);
  }

  function plan(action: ChangeAction): Promise<Result<ChangePlan>> {
    if (action.kind === 'add') return planAdd(context, action);
    if (action.kind === 'undo') return planUndo(context, action.id);
    if (action.kind === 'redo') return planRedo(context, action.id);
    if (action.kind === 'edit') return planEdit(context, action);
    if (action.kind === 'fix') return planFix(context, action);
    if (action.kind === 'protect') return planProtect(context, action.ref);
    if (action.kind === 'rename') return planRename(context, action);
    if (action.kind === 'copy') return planCopy(context, action);
    return planSwitch(context, action);
  }

  function rememberShown(action: ChangeAction, planned: ChangePlan): void {
    const key = shownKey(action, baseOfPlan(planned));
    shown.delete(key);
    shown.set(key, essenceOf(planned));
    for (const oldest of [...shown.keys()].slice(0, -REMEMBERED)) shown.delete(oldest);
  }

  /** Of the entries around the change, and of what it takes out or puts in. */
  function secretsOf({ files }: ChangePlan): readonly string[] {
    const parked = parking.list().map(({ entry }) => entry);
    const values = files.flatMap(({ touched }) => touched.flatMap(({ before, after }) => [before, after]));
    return [
      ...values.flatMap((one) => (one === null ? [] : secretsIn(one.value))),
      ...secretValues([...inventory.state().entries, ...parked]),
    ];
  }

  /** What the person saw, on files that can be written. */
  async function asAgreed(
    action: ChangeAction,
    planned: ChangePlan,
    base: Readonly<Record<string, string | null>> | null,
  ): Promise<Result<null>> {
    if (base !== null && !sameBase(base, baseOfPlan(planned))) {
      if (shown.get(shownKey(action, base)) !== essenceOf(planned)) return fail('ConfigConflict');
    }
    const writable = await notWritable(planned);
    return writable.ok ? ok(null) : writable;
  }

  async function applyLocked(
    action: ChangeAction,
    base: Readonly<Record<string, string | null>> | null,
  ): Promise<Result<ChangeReceipt>> {
    await load();
    if (action.kind !== 'undo' && action.kind !== 'redo') await forgetLeftovers(parking, inventory);
    for (let attempt = 1; ; attempt += 1) {
      const planned = await plan(action);
      if (!planned.ok) return planned;
      const { files, modes = [], parking: effects, refused } = planned.value;
      const [refusal] = refused;
      if (files.length === 0 && effects.length === 0 && modes.length === 0) {
        if (refusal !== undefined && planned.value.notes.length === 0) {
          return { ok: false, error: refusal.error };
        }
        return ok(receipt(planned.value, '', [], context.adapters));
      }
      const agreed = await asAgreed(action, planned.value, base);
      if (!agreed.ok) return agreed;
      const { result, mayRetry } = await carryOut(context, planned.value);
      if (!mayRetry || attempt >= ATTEMPTS) return result;
      await Promise.all(files.map(({ path }) => settled(path)));
    }
  }

  return {
    load,
    history: () => history.items(),
    problems: () => [...history.problems(), ...parking.problems()],
    async mayApply(action, base) {
      await load();
      const planned = await plan(action);
      return planned.ok ? asAgreed(action, planned.value, base) : planned;
    },
    async preview(action) {
      await load();
      const planned = await plan(action);
      if (!planned.ok) return planned;
      const writable = await notWritable(planned.value);
      if (!writable.ok) return writable;
      rememberShown(action, planned.value);
      return ok(showPlan(planned.value, secretsOf(planned.value)));
    },
    forget: (id) =>
      withFileLock(stateDir, 'changes', async () => {
        await load();
        return forgetChange(context, id);
      }),
    apply: (action, base) => withFileLock(stateDir, 'changes', () => applyLocked(action, base)),
  };
}
