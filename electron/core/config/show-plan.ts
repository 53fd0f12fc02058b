import type { ChangePreview } from '../../../shared/actions.ts';
import { baseOfPlan } from './change-outcome.ts';
import type { ChangePlan } from './change-plan.ts';
import { fileDiff } from './file-diff.ts';
import { maskDiff } from './mask-diff.ts';
import { modeDiff } from './plan-protect.ts';

/** A plan as a person sees it before it is done: each file's difference, with `secrets` masked. */
export function showPlan(planned: ChangePlan, secrets: readonly string[]): ChangePreview {
  const files = planned.files.map((change) => {
    const { text, unchangedLines } = fileDiff(change);
    return {
      path: change.path,
      diff: maskDiff(text, secrets),
      creates: change.before === null,
      deletes: change.after === null,
      unchangedLines,
    };
  });
  const modes = (planned.modes ?? []).map((mode) => ({
    path: mode.path,
    diff: modeDiff(mode),
    creates: false,
    deletes: false,
    unchangedLines: 0,
  }));
  const { title, notes, refused } = planned;
  return { title: title.ask, files: [...files, ...modes], notes, refused, base: baseOfPlan(planned) };
}
