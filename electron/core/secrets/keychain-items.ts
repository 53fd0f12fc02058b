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
          const again = attempt < ATTEMPTS && isPassing(error, attempt);
          if (!again) return { ok: false, error: toError(platform, error) };
          await delay(PAUSE * attempt * (0.5 + Math.random()));
        }
      }
    });
  }

  /**
   * GNOME Keyring stumbles over calls that overlap: listing while an item goes away is an error, and now and
   * then its end (seen with 42).
   */
  let last: Promise<unknown> = Promise.resolve();
  function oneByOne<T>(job: () => Promise<T>): Promise<T> {
    const mine = last.then(job);
    last = mine;
    return mine;
  }

  const entry = ({ AsyncEntry }: Keyring, account: string) => new AsyncEntry(service, account, PINNED);
  const readBytes = (account: string, timeoutMs?: number) =>
    call(async (keyring) => (await entry(keyring, account).getSecret()) ?? null, timeoutMs);
  const writeText = (account: string, text: string, timeoutMs?: number) =>
    call(async (keyring) => {
      await entry(keyring, account).setSecret(Buffer.from(text, 'latin1'));
      return null;
    }, timeoutMs);
  const removeItem = (account: string, timeoutMs?: number) =>
    call((keyring) => entry(keyring, account).deleteCredential(), timeoutMs);

  async function probe(timeoutMs: number): Promise<Result<null>> {
    const account = `canary-${randomBytes(6).toString('hex')}`;
    const text = randomBytes(8).toString('hex');
    const written = await writeText(account, text, timeoutMs);
    if (!written.ok) return written;
    const read = await readBytes(account, timeoutMs);
    const removed = await removeItem(account, timeoutMs);
    if (!read.ok) return read;
    if (!removed.ok) return removed;
    const same = read.value !== null && Buffer.from(read.value).toString('latin1') === text;
    return same ? ok(null) : { ok: false, error: locked(platform, 'A test item could not be read back.') };
  }

  /**
   * A Linux keyring that is locked and not loaded yet answers "no such item", "nothing deleted" and an empty
   * list (measured: gnome-keyring 42). Elsewhere a locked keychain is an error of its own.
   */
  async function believed<T>(answer: T): Promise<Result<T>> {
    if (platform !== 'linux') return ok(answer);
    const probed = await probe(ANSWER_TIMEOUT);
    return probed.ok ? ok(answer) : probed;
  }

  return {
    probe,
    async read(account) {
      const bytes = await readBytes(account);
      if (!bytes.ok) return bytes;
      return bytes.value === null ? believed(null) : ok(Buffer.from(bytes.value).toString('latin1'));
    },
    write: (account, text) => writeText(account, text),
    async remove(account) {
      const removed = await removeItem(account);
      return removed.ok && !removed.value ? believed(false) : removed;
    },
    async accounts() {
      const found = await call(({ findCredentialsAsync }) => findCredentialsAsync(service));
      if (!found.ok) return found;
      const names = found.value.map(({ account }) => account).filter((name) => !name.startsWith('canary-'));
      return names.length === 0 ? believed(names) : ok([...new Set(names)].toSorted());
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
