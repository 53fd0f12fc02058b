import { realpath, stat } from 'node:fs/promises';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { findEntry } from './change-plan.ts';
import type { ChangePlan, PlanContext } from './change-plan.ts';
import { changeTitle } from './change-titles.ts';
import { readProblem } from './file-errors.ts';

/** Permission bits of one file, before and after; its bytes stay. */
export interface ModeChange {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Keeps everyone but the owner out of the file of an entry. Unsupported on Windows, where a person's files are
 * private by their folder.
 */
export async function planProtect(context: PlanContext, ref: string): Promise<Result<ChangePlan>> {
  const found = await findEntry(context, ref);
  if (!found.ok) return found;
  const { entry, reading } = found.value;
  const { adapter } = reading;
  const { path } = entry.location;
  if (context.env.platform === 'win32') {
    return fail('Unsupported', 'Windows keeps the files of each person to themselves by their folder.');
  }
  const from = await modeOf(path);
  if (!from.ok) return from;
  const to = from.value & 0o700;
  const plan: ChangePlan = {
    kind: 'protect',
    title: changeTitle('protect', [entry.name], [adapter.name]),
    refs: [entry.ref],
    files: [],
    modes: [{ path, from: from.value, to }],
    parking: [],
    notes:
      entry.scope === 'project'
        ? ['Only this copy of the project is concerned: git does not keep who may read a file.']
        : [],
    refused: [],
    reloads: [],
    undoes: null,
  };
  if (to === from.value) return ok({ ...plan, modes: [], notes: [`Only you can read ${path} already.`] });
  return ok(plan);
}

/** Permission bits of the file behind a path. */
export async function modeOf(path: string): Promise<Result<number>> {
  try {
    return ok((await stat(await realpath(path))).mode & 0o7777);
  } catch (error) {
    const { message, next } = readProblem(error);
    return fail('ConfigUnreadable', `${path}: ${message}`, { next });
  }
}

/** As `ls -l` shows it, as the lines of a diff. */
export function modeDiff({ path, from, to }: ModeChange): string {
  return [`--- ${path}`, `+++ ${path}`, '@@ -1,1 +1,1 @@', `-${words(from)}`, `+${words(to)}`, ''].join('\n');
}

function words(mode: number): string {
  const bits = [0o400, 0o200, 0o100, 0o040, 0o020, 0o010, 0o004, 0o002, 0o001];
  const shown = bits.map((bit, index) => ((mode & bit) === 0 ? '-' : ('rwx'[index % 3] ?? '')));
  return `${shown.join('')} (${mode.toString(8).padStart(4, '0')})`;
}
