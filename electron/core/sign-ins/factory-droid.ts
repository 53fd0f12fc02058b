/**
 * Factory droid's sign-ins, as droid 0.225.2 made, used and missed them at work (its airgap mode needs no account); the
 * rules are in its own text. One encrypted file with its key beside it, on every system. A record that goes leaves a
 * tombstone with the next revision, so that a renewal that is under way cannot bring it back.
 */
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { PlacedLock } from '../clients/types.ts';
import { digest } from '../digest.ts';
import type { HostEnv } from '../host-env.ts';
import { droidRecord, droidServes, OWNER, parseDroidRecords } from './droid-record.ts';
import { hostPath } from './json-store.ts';
import { readSecretText } from './read-secret-text.ts';
import { secretOf, textOf } from './record-fields.ts';
import { seal, sealingKey, unseal } from './sealed-text.ts';
import type { SignInStore } from './types.ts';

export const droidSignIns: SignInStore = {
  owner: OWNER,
  forgetsProjects: true,
  noticesDeletion: true,
  watchPaths: (env) => [dataFile(env), keyFile(env)],
  async list(env) {
    const opened = await openStore(env);
    return opened.ok ? ok(parseDroidRecords(opened.value)) : opened;
  },
  matches: droidServes,
  async open(env, key) {
    const opened = await openStore(env);
    if (!opened.ok) return opened;
    const record = droidRecord(opened.value, key);
    if (record === null) return ok(null);
    const grant = {
      refreshToken: secretOf(record, 'refreshToken'),
      accessToken: secretOf(record, 'accessToken'),
      clientId: textOf(record, 'clientId'),
      clientSecret: secretOf(record, 'clientSecret'),
      issuer: textOf(record, 'authorizationServerIssuer'),
      tokenEndpoint: null,
    };
    const without = (text: string) => withoutRecord(env, text, key);
    return ok({
      grants: [grant],
      removal: [{ kind: 'sealed', path: dataFile(env), without, lock: lockAt(env, 'write', 10_000) }],
      renewing: lockAt(env, `${digest('sha256', key).slice(0, 16)}.refresh`, 30_000),
    });
  },
};

function folderOf(env: HostEnv): string {
  return hostPath(env, env.vars['FACTORY_HOME_OVERRIDE'] || env.home, '.factory');
}

function dataFile(env: HostEnv): string {
  return hostPath(env, folderOf(env), 'mcp-oauth.v2.file');
}

function keyFile(env: HostEnv): string {
  return hostPath(env, folderOf(env), 'mcp-oauth.v2.key');
}

/** One lock for writing, and one for each server while its tokens are renewed. */
function lockAt(env: HostEnv, what: string, staleMs: number): PlacedLock {
  return { folder: `${dataFile(env)}.${what}.lock`, holds: 'process', staleMs };
}

/** The opened text, parsed. Null when there is no store. */
async function openStore(env: HostEnv): Promise<Result<unknown>> {
  const sealed = await readSecretText(dataFile(env));
  if (!sealed.ok || sealed.value === '') return sealed.ok ? ok(null) : sealed;
  const opened = await openText(env, sealed.value);
  if (!opened.ok) return opened;
  try {
    return ok(JSON.parse(opened.value.text) as unknown);
  } catch {
    const next = 'Sign in again with droid.';
    return fail('ConfigInvalid', `${dataFile(env)} holds text that is not valid JSON.`, { next });
  }
}

async function openText(env: HostEnv, sealed: string): Promise<Result<{ text: string; key: Buffer }>> {
  const read = await readSecretText(keyFile(env));
  if (!read.ok) return read;
  const key = sealingKey(read.value);
  const text = key === null ? null : unseal(sealed, key);
  return key === null || text === null ? closed(env) : ok({ text, key });
}

function closed(env: HostEnv): Result<never> {
  return fail('ConfigUnreadable', `${dataFile(env)} cannot be opened with the key beside it.`, {
    next: 'Sign in again with droid.',
  });
}

async function withoutRecord(env: HostEnv, sealed: string, key: string): Promise<Result<string | null>> {
  const opened = await openText(env, sealed);
  if (!opened.ok) return opened;
  const { withTombstone } = await import('./droid-tombstone.ts');
  const edited = withTombstone(opened.value.text, key);
  if (!edited.ok || edited.value === null) return edited;
  const again = seal(edited.value, opened.value.key);
  return unseal(again, opened.value.key) === edited.value ? ok(again) : fail('EditVerificationFailed');
}
