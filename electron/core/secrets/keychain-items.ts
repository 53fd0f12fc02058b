import type * as keyringModule from '@napi-rs/keyring';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { KeychainItems } from './chunked-store.ts';
import { keychainError, locked, moduleMissing } from './keychain-errors.ts';
import type { KeychainPlatform } from './keychain-errors.ts';

type Keyring = typeof keyringModule;

/**
 * A person may have to type a password into the system's own dialog; a bus that never answers takes 25 s to
 * say so. Milliseconds.
 */
export const ANSWER_TIMEOUT = 60_000;

/** The same call again, when what stopped it passes. The pause grows; milliseconds. */
const ATTEMPTS = 6;
const PAUSE = 50;
/**
 * The module gives a service two seconds for each answer, on a new connection for each call. GNOME Keyring (42 to
 * 50) ends with an assertion when it comes to the call of somebody who has left meanwhile, so one that is slow
 * is asked again only twice, with time to catch up.
 */
const SILENT_ATTEMPTS = 3;
const SILENT_PAUSE = 1500;

/** What was proved so long ago (milliseconds) still holds: each proof is three more calls. */
const PROOF_AGE = 1000;

/** Without the pin the module falls back to the kernel keyring, which forgets everything at reboot. */
const PINNED = { linux: { store: 'secret-service' } } as const;

export interface ProbingItems extends KeychainItems {
  /** Writes, reads back and deletes an item of its own. */
  probe(timeoutMs: number): Promise<Result<null>>;
}

/** The native module's calls as values. "No such item" is only said after a probe has shown it to be true. */
export function createKeychainItems(platform: KeychainPlatform, service: string): ProbingItems {
  let loading: Promise<Keyring> | null = null;
  const load = () => (loading ??= import('@napi-rs/keyring'));

  async function call<T>(
    work: (keyring: Keyring) => Promise<T>,
    timeoutMs = ANSWER_TIMEOUT,
  ): Promise<Result<T>> {
    let keyring: Keyring;
    try {
      keyring = await load();
    } catch (error) {
      return { ok: false, error: moduleMissing(platform, error) };
    }
    return oneByOne(async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return ok(await inTime(work(keyring), timeoutMs));
        } catch (error) {
          const silent = /Did not receive a reply/.test(String(error));
          const again = silent ? attempt < SILENT_ATTEMPTS : attempt < ATTEMPTS && isPassing(error, attempt);
          if (!again) return { ok: false, error: toError(platform, error) };
          await delay((silent ? SILENT_PAUSE : PAUSE) * attempt * (0.5 + Math.random()));
        }
      }
    });
  }

  /** GNOME Keyring stumbles over calls that overlap: listing while an item goes away is an error (seen with 42). */
  let last: Promise<unknown> = Promise.resolve();
  function oneByOne<T>(job: () => Promise<T>): Promise<T> {
    const mine = last.then(job);
    last = mine;
    return mine;
  }

  /** When the keychain has last shown that it is open. By the clock that only goes forward. */
  let provedAt = -Infinity;
  function proved<T>(result: Result<T>, isProof: (value: T) => boolean): Result<T> {
    if (result.ok && isProof(result.value)) provedAt = performance.now();
    return result;
  }

  const entry = ({ AsyncEntry }: Keyring, account: string, owner = service) =>
    new AsyncEntry(owner, account, PINNED);
  const readBytes = (account: string) =>
    call(async (keyring) => (await entry(keyring, account).getSecret()) ?? null);
  const writeText = (account: string, text: string) =>
    call(async (keyring) => {
      await entry(keyring, account).setSecret(Buffer.from(text, 'latin1'));
      return null;
    });
  const removeItem = (account: string) => call((keyring) => entry(keyring, account).deleteCredential());

  /** Under a name of its own: an item that comes and goes would disturb others that list ours. */
  async function probe(timeoutMs: number): Promise<Result<null>> {
    const account = randomBytes(6).toString('hex');
    const text = randomBytes(8).toString('hex');
    const canary = (keyring: Keyring) => entry(keyring, account, `${service}-canary`);
    const written = await call(
      (keyring) => canary(keyring).setSecret(Buffer.from(text, 'latin1')),
      timeoutMs,
    );
    if (!written.ok) return written;
    const read = await call((keyring) => canary(keyring).getSecret(), timeoutMs);
    const removed = await call((keyring) => canary(keyring).deleteCredential(), timeoutMs);
    if (!read.ok) return read;
    if (!removed.ok) return removed;
    const same = Buffer.from(read.value ?? []).toString('latin1') === text;
    if (!same) return { ok: false, error: locked(platform, 'A test item could not be read back.') };
    return proved(ok(null), () => true);
  }

  /**
   * A Linux keyring that is locked and not loaded yet answers "no such item", "nothing deleted" and an empty
   * list (measured: gnome-keyring 42). Elsewhere a locked keychain is an error of its own.
   */
  async function believed<T>(answer: T): Promise<Result<T>> {
    if (platform !== 'linux' || performance.now() - provedAt < PROOF_AGE) return ok(answer);
    const probed = await probe(ANSWER_TIMEOUT);
    return probed.ok ? ok(answer) : probed;
  }

  return {
    probe,
    async read(account) {
      const bytes = proved(await readBytes(account), (value) => value !== null);
      if (!bytes.ok) return bytes;
      return bytes.value === null ? believed(null) : ok(Buffer.from(bytes.value).toString('latin1'));
    },
    write: async (account, text) => proved(await writeText(account, text), () => true),
    async remove(account) {
      const removed = proved(await removeItem(account), (value) => value);
      return removed.ok && !removed.value ? believed(false) : removed;
    },
    async accounts() {
      const found = await call(({ findCredentialsAsync }) => findCredentialsAsync(service));
      if (!found.ok) return found;
      const names = found.value.map(({ account }) => account);
      return names.length === 0 ? believed(names) : proved(ok([...new Set(names)].toSorted()), () => true);
    },
  };
}

class NoAnswer extends Error {}

/**
 * Another program's item went away in the middle, or the service ended and its bus starts it again; a service
 * that is missing from the first attempt on will not come.
 */
function isPassing(error: unknown, attempt: number): boolean {
  const text = String(error);
  if (attempt > 1 && /ServiceUnknown|NameHasNoOwner|not provided by any/.test(text)) return true;
  return /UnknownMethod|UnknownObject|No such interface|Object does not exist|NoReply|disconnected from message bus/.test(
    text,
  );
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswer()), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function toError(platform: KeychainPlatform, thrown: unknown): AppError {
  return thrown instanceof NoAnswer
    ? locked(platform, 'It did not answer in time; it may be waiting for your password.')
    : keychainError(platform, thrown);
}
