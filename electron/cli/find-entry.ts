import type { ServerEntry } from '../../shared/domain.ts';
import { fail, ok } from '../../shared/errors.ts';
import { fileProblems } from '../../shared/selectors.ts';
import type { ConfigFileView, Snapshot } from '../../shared/snapshot.ts';
import type { CommandError, Failure } from './context.ts';

type Found =
  | { readonly ok: true; readonly value: ServerEntry }
  | { readonly ok: false; readonly error: CommandError };

/**
 * The entry a reference or an unambiguous bare name stands for. EntryAmbiguous with the candidates,
 * EntryNotFound, or ConfigInvalid / ConfigUnreadable when a file it may stand in cannot be used.
 */
export function findEntry(snapshot: Snapshot, wanted: string): Found {
  const exact = snapshot.entries.find((entry) => entry.ref === wanted);
  if (exact !== undefined) return ok(exact);
  const named = snapshot.entries.filter((entry) => entry.name === wanted);
  const [only] = named;
  if (only !== undefined && named.length === 1) return ok(only);
  if (only !== undefined) {
    const { error } = fail('EntryAmbiguous', `Several servers are called "${wanted}".`, {
      next: 'Use the reference of the one you mean:',
    });
    return { ok: false, error: { ...error, candidates: named.map((entry) => entry.ref) } };
  }
  const broken = fileProblems(snapshot).find((file) => mayHold(file, wanted));
  return broken === undefined
    ? fail('EntryNotFound', `There is no server "${wanted}".`)
    : brokenFile(wanted, broken);
}

/** A reference names its client and scope; a bare name may stand in any file. */
function mayHold(file: ConfigFileView, wanted: string): boolean {
  const [client, scope] = wanted.split(':');
  const isRef = wanted.includes(':') && client === file.client;
  return isRef
    ? scope?.split('/')[0] === file.scope
    : !/^[\w-]+:(user|local|project|managed)[:/]/.test(wanted);
}

function brokenFile(wanted: string, file: ConfigFileView): Failure {
  const { problem } = file;
  const place =
    problem?.line == null ? file.path : `${file.path}, line ${problem.line}, column ${problem.column}`;
  return fail(
    file.state === 'unreadable' ? 'ConfigUnreadable' : 'ConfigInvalid',
    `"${wanted}" is not found, and a file it may stand in cannot be used: ${place}: ${problem?.message ?? ''}`,
    problem === null ? {} : { next: problem.next },
  );
}
