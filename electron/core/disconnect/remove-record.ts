import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { withClientLock } from '../config/client-lock.ts';
import { deleteConfigFile, readConfigFile, replaceConfigFile } from '../config/config-io.ts';
import { readerFor } from '../formats/registry.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import type { HostEnv } from '../host-env.ts';
import type { RemovalStep } from '../sign-ins/types.ts';
import { withFlock } from './flock.ts';
import { deleteKeyringItem } from './keyring-item.ts';
import { deleteSecretItem } from './secret-item.ts';

/** The owner may write at the same moment: read anew and try again this often. */
const ATTEMPTS = 5;

type MemberInFile = Extract<RemovalStep, { readonly path: string; readonly find: unknown }>;

/** Carries out all steps, also after one failed; the first failure is the answer. */
export async function removeRecord(env: HostEnv, steps: readonly RemovalStep[]): Promise<Result<null>> {
  let problem: AppError | null = null;
  for (const step of steps) {
    if (problem !== null && step.kind === 'file' && step.tellsOfOthers === true) continue;
    const done = await removeOne(env, step);
    if (!done.ok) problem ??= done.error;
  }
  return problem === null ? ok(null) : { ok: false, error: problem };
}

function removeOne(env: HostEnv, step: RemovalStep): Promise<Result<null>> {
  switch (step.kind) {
    case 'keyring':
      return deleteKeyringItem(env, step);
    case 'secret-service':
      return deleteSecretItem(env, step.attributes);
    case 'keychain-json':
      return cutOutOfItem(env, step);
    case 'file':
      return untilStill(step.path, () => deleteWhole(env, step.path));
    case 'sealed':
      return withClientLock(step.path, step.lock, () => untilStill(step.path, () => sealAnew(env, step)));
    case 'json':
    case 'yaml': {
      const cut = () => untilStill(step.path, () => cutOut(env, step));
      return step.flock === undefined ? cut() : withFlock(env, step.flock, cut);
    }
  }
}

async function untilStill(path: string, job: () => Promise<Result<null>>): Promise<Result<null>> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const done = await job();
    if (done.ok || done.error.code !== 'ConfigConflict') return done;
  }
  return fail('ConfigConflict', `${path} kept changing, so nothing was cut out of it.`, {
    next: 'Quit the client, then disconnect again.',
  });
}

async function deleteWhole({ stateDir }: HostEnv, path: string): Promise<Result<null>> {
  const read = await readConfigFile(path);
  if (read.state === 'missing') return ok(null);
  if (read.state === 'unreadable') return unreadable(path, read.problem.message);
  return deleteConfigFile({ path, stateDir, expectedHash: read.hash });
}

/** One member goes; every other byte of the file stays. No error repeats text of the file. */
async function cutOut(
  { stateDir }: HostEnv,
  { kind, path, find, lock }: MemberInFile,
): Promise<Result<null>> {
  const read = await readConfigFile(path);
  if (read.state === 'missing') return ok(null);
  if (read.state === 'unreadable') return unreadable(path, read.problem.message);
  const parsed = readerFor(kind).parse(read.text);
  if ('problem' in parsed) return fail('ConfigInvalid', `${path} is not valid ${kind.toUpperCase()}.`);
  const place = find(parsed.document.get([]));
  if (place === null) return ok(null);
  const edit = verifiedEdit(parsed.document, [{ op: 'remove', path: place }]);
  if (!edit.ok) return edit;
  const { text } = edit.value;
  const written = await replaceConfigFile({
    path,
    stateDir,
    lock,
    expectedHash: read.hash,
    text,
    backup: false,
  });
  return written.ok ? ok(null) : written;
}

/** The store opens the text, takes the record out and seals it again; here only the sealed text is in hand. */
async function sealAnew(
  { stateDir }: HostEnv,
  { path, without }: Extract<RemovalStep, { kind: 'sealed' }>,
): Promise<Result<null>> {
  const read = await readConfigFile(path);
  if (read.state === 'missing') return ok(null);
  if (read.state === 'unreadable') return unreadable(path, read.problem.message);
  const sealed = await without(read.text);
  if (!sealed.ok || sealed.value === null) return sealed.ok ? ok(null) : sealed;
  const change = { path, stateDir, expectedHash: read.hash, text: sealed.value, backup: false };
  const written = await replaceConfigFile(change);
  return written.ok ? ok(null) : written;
}

/**
 * The item also holds what is none of our business (Claude Code's holds the person's login): the text changes by one
 * member, under the lock of its owner, and is read again afterwards. Read and written without anything in between, as
 * each reading may raise the system's dialog.
 */
async function cutOutOfItem(
  env: HostEnv,
  step: Extract<RemovalStep, { kind: 'keychain-json' }>,
): Promise<Result<null>> {
  const { item, items, lock } = step;
  const what = `The keychain item “${item.service}”`;
  const written = await withClientLock(what, lock, () => writeWithout(env, step, what));
  if (!written.ok || written.value === null) return written.ok ? ok(null) : written;
  const after = await items.read(env, item);
  if (!after.ok) return after;
  // Something else than we wrote: by its owner since then, or cut off on the way.
  const parsed = readerFor('json').parse(after.value ?? '{}');
  return !('problem' in parsed) && step.find(parsed.document.get([])) === null
    ? ok(null)
    : fail('EditVerificationFailed', `${what} is not what was written to it.`, {
        next: 'Start the client and see whether it is still signed in.',
      });
}

/** The item's new text; null when there was nothing to cut out. */
async function writeWithout(
  env: HostEnv,
  { item, items, find }: Extract<RemovalStep, { kind: 'keychain-json' }>,
  what: string,
): Promise<Result<string | null>> {
  const before = await items.read(env, item);
  if (!before.ok || before.value === null) return before;
  const parsed = readerFor('json').parse(before.value);
  if ('problem' in parsed) return fail('ConfigInvalid', `${what} is not valid JSON, so it was left alone.`);
  const place = find(parsed.document.get([]));
  if (place === null) return ok(null);
  const edit = verifiedEdit(parsed.document, [{ op: 'remove', path: place }]);
  if (!edit.ok) return edit;
  const written = await items.write(env, item, edit.value.text);
  return written.ok ? ok(edit.value.text) : written;
}

function unreadable(path: string, reason: string): Result<never> {
  return fail('ConfigUnreadable', `${path}: ${reason}`);
}
