import type { AddTarget, NewServer } from '../../../shared/actions.ts';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientFiles, EditPlan, RawEntry } from '../clients/types.ts';
import { applyPlan } from './change-plan.ts';
import { deepEqual, isObject } from '../formats/intent.ts';
import { existingFolders } from './client-files.ts';
import type { ClientReading } from './inventory.ts';
import { sameServer } from './same-server.ts';
import { createWorkingFiles } from './working-files.ts';

/** Why this client takes no such server there, told before its own rules are asked; null when it may. */
export async function targetProblem(
  { adapter }: ClientReading,
  server: NewServer,
  { scope, project }: AddTarget,
): Promise<Extract<Result<never>, { ok: false }> | null> {
  // A client without any file for servers says itself what to do instead.
  if (adapter.scopes.length === 0) return null;
  if (scope === 'managed' || !adapter.scopes.includes(scope)) {
    return fail('Unsupported', `${adapter.name} takes no servers there.`, { next: 'Choose another place.' });
  }
  const name = adapter.nameProblem(server.name);
  if (name !== null) {
    return fail('InvalidRequest', `${adapter.name} cannot use the name "${server.name}": ${name}`, {
      next: 'Choose another name.',
    });
  }
  if (scope === 'user') return null;
  if (project === null) {
    return fail('InvalidRequest', `${adapter.name} needs a project folder for this.`, {
      next: 'Choose the project folder.',
    });
  }
  if ((await existingFolders([project])).length > 0) return null;
  return fail('InvalidRequest', `${project} is not a folder.`, { next: 'Choose an existing folder.' });
}

/** The entry of that name that counts at the target. */
export function entryAt(
  { adapter }: ClientReading,
  files: ClientFiles,
  name: string,
  { scope, project }: AddTarget,
): RawEntry | undefined {
  return adapter
    .entries(files)
    .find(
      (entry) =>
        entry.name === name &&
        entry.scope === scope &&
        entry.ignored === null &&
        (scope === 'user' || entry.project === project),
    );
}

/**
 * Whether an entry is what adding the server would write. A bridge is written as another server than the one asked
 * for, and references to variables in the client's own spelling: so it is compared with what would be there if it
 * were removed and added again. Settings that it has besides do not count.
 */
export function isAsWritten(
  reading: ClientReading,
  files: ClientFiles,
  existing: RawEntry,
  server: NewServer,
  target: AddTarget,
): boolean {
  const trial = createWorkingFiles();
  const overlay: ClientFiles = { ...files, document: (path) => trial.document(path) ?? files.document(path) };
  const steps: readonly (() => Result<EditPlan>)[] = [
    () => reading.adapter.remove(overlay, existing),
    () => reading.adapter.add(overlay, server, target),
  ];
  for (const step of steps) {
    const plan = step();
    if (!plan.ok || !applyPlan(trial, reading, plan.value).ok) return false;
  }
  const again = entryAt(reading, overlay, server.name, target);
  if (again === undefined || !sameServer(existing, again)) return false;
  const before = files.document(existing.location.path)?.get(existing.path);
  const after = overlay.document(again.location.path)?.get(again.path);
  if (!isObject(before) || !isObject(after)) return true;
  // What stands beside the fields of a server may decide too: from which variable a header comes.
  return Object.entries(after).every(
    ([key, value]) => before[key] !== undefined && deepEqual(before[key], value),
  );
}
