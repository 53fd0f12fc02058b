import { createChunkedStore } from './chunked-store.ts';
import { KEYCHAIN_NAME } from './keychain-errors.ts';
import type { KeychainPlatform } from './keychain-errors.ts';
import { ANSWER_TIMEOUT, createKeychainItems } from './keychain-items.ts';
import type { SecretStore } from './secret-store.ts';

/** `CRED_MAX_CREDENTIAL_BLOB_SIZE` is 2,560 bytes on Windows; some room stays for its bookkeeping. */
const WINDOWS_ITEM_LIMIT = 2400;

/** The start must not hang on a keychain that waits for somebody. Milliseconds. */
const CHECK_TIMEOUT = 10_000;

/**
 * The operating system's keychain, one item per credential under `service`. The native module is loaded at
 * first use. `itemLimit` (bytes) is only given by tests; it defaults to what the platform holds.
 */
export function createOsKeychain({
  platform,
  service = 'mcp-tray',
  itemLimit = platform === 'win32' ? WINDOWS_ITEM_LIMIT : Infinity,
}: {
  platform: KeychainPlatform;
  service?: string;
  itemLimit?: number;
}): SecretStore {
  const items = createKeychainItems(platform, service);
  const name = KEYCHAIN_NAME[platform];
  return {
    ...createChunkedStore(items, { itemLimit }),
    async check({ waits } = { waits: false }) {
      const probed = await items.probe(waits ? ANSWER_TIMEOUT : CHECK_TIMEOUT);
      if (probed.ok) return { state: 'ready', name, hint: null };
      const { code, message, next } = probed.error;
      return {
        state: code === 'KeychainLocked' ? 'locked' : 'unavailable',
        name,
        hint: `${message} ${next}`,
      };
    },
  };
}
