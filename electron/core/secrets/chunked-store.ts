import { randomBytes } from 'node:crypto';
import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import {
  chunkAccount,
  decodeItem,
  digest,
  encodeManifest,
  encodeValue,
  isChunkAccount,
  splitEncoded,
} from './item-format.ts';
import type { SecretStore } from './secret-store.ts';

/** One keychain item at a time, as an operating system offers it. Text is ASCII. */
export interface KeychainItems {
  read(account: string): Promise<Result<string | null>>;
  write(account: string, text: string): Promise<Result<null>>;
  remove(account: string): Promise<Result<boolean>>;
  accounts(): Promise<Result<readonly string[]>>;
}

const DAMAGED = 'A stored sign-in in your keychain is damaged.';

/** Whether it is one item that cannot be read, and not the keychain. */
export function isDamaged({ message }: AppError): boolean {
  return message === DAMAGED;
}

/** A writer that replaces the value while we read shows up as a missing part: read again from the start. */
const READ_ATTEMPTS = 4;

/**
 * Values of any length over items of at most `itemLimit` bytes (Windows: 2,560). A long value is written
 * under a new generation, then the item that names the generation flips, then the old generation goes; a
 * crash between any two steps leaves the old or the new value whole. Two processes must not write one
 * account at the same time (the credential lock sees to it); readers need no lock.
 */
export function createChunkedStore(
  items: KeychainItems,
  { itemLimit = Infinity }: { itemLimit?: number } = {},
): Omit<SecretStore, 'check'> {
  const queues = new Map<string, Promise<unknown>>();

  /** Writers of one account in this process take turns. */
  function inTurn<T>(account: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(account) ?? Promise.resolve()).then(work, work);
    const settled = turn.then(
      () => undefined,
      () => undefined,
    );
    queues.set(account, settled);
    void settled.then(() => queues.get(account) === settled && queues.delete(account));
    return turn;
  }

  async function get(account: string): Promise<Result<string | null>> {
    for (let attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
      const head = await items.read(account);
      if (!head.ok || head.value === null) return head;
      const item = decodeItem(head.value);
      if (item?.kind === 'value') return ok(item.value);
      if (item === null) break;
      const parts: string[] = [];
      for (let index = 0; index < item.count; index++) {
        const part = await items.read(chunkAccount(account, item.generation, index));
        if (!part.ok) return part;
        parts.push(part.value ?? '');
      }
      const encoded = parts.join('');
      const whole = digest(encoded) === item.digest ? decodeItem(encoded) : null;
      if (whole?.kind === 'value') return ok(whole.value);
    }
    return fail('KeychainUnavailable', DAMAGED, {
      next: 'Sign in to that server again; the damaged item is replaced.',
    });
  }

  async function set(account: string, value: string): Promise<Result<null>> {
    const encoded = encodeValue(value);
    if (encoded.length <= itemLimit) {
      const written = await items.write(account, encoded);
      return written.ok ? sweep(account, null) : written;
    }
    const generation = randomBytes(8).toString('hex');
    const parts = splitEncoded(encoded, itemLimit);
    for (const [index, part] of parts.entries()) {
      const written = await items.write(chunkAccount(account, generation, index), part);
      if (!written.ok) return written;
    }
    const flipped = await items.write(account, encodeManifest(generation, parts.length, encoded));
    return flipped.ok ? sweep(account, generation) : flipped;
  }

  /**
   * Removes the parts of every generation but the current one, also those a crash left behind. The value is
   * already stored by then, so a failure here only leaves rubbish for the next write to remove.
   */
  async function sweep(account: string, current: string | null): Promise<Result<null>> {
    if (itemLimit === Infinity) return ok(null);
    const all = await items.accounts();
    for (const name of all.ok ? all.value : []) {
      const isPart = name.startsWith(`${account}#`) && isChunkAccount(name);
      const isCurrent = current !== null && name.startsWith(`${account}#${current}.`);
      if (isPart && !isCurrent) await items.remove(name);
    }
    return ok(null);
  }

  return {
    get,
    set: (account, value) => inTurn(account, () => set(account, value)),
    delete: (account) =>
      inTurn(account, async () => {
        const removed = await items.remove(account);
        if (removed.ok) await sweep(account, null);
        return removed;
      }),
    async accounts() {
      const all = await items.accounts();
      return all.ok ? ok(all.value.filter((name) => !isChunkAccount(name))) : all;
    },
  };
}
