import { onUse } from '../on-use.ts';
import type { KeychainPlatform } from './keychain-errors.ts';
import type { SecretStore } from './secret-store.ts';

/** The keychain of `os-keychain.ts`, read from disk with the first call. */
export function createKeychainOnUse(options: { readonly platform: KeychainPlatform }): SecretStore {
  const keychain = onUse(async () => {
    const { createOsKeychain } = await import('./os-keychain.ts');
    return createOsKeychain(options);
  });
  return {
    check: async (...args) => (await keychain()).check(...args),
    get: async (...args) => (await keychain()).get(...args),
    set: async (...args) => (await keychain()).set(...args),
    delete: async (...args) => (await keychain()).delete(...args),
    accounts: async () => (await keychain()).accounts(),
  };
}
