import type { HostEnv } from '../host-env.ts';

export interface ForeignCredential {
  readonly account: string;
  readonly secret: string;
}

/** Items of another program's service. Throws when there is no keychain to ask. */
export type FindCredentials = (env: HostEnv, service: string) => Promise<readonly ForeignCredential[]>;

/**
 * Asks the Secret Service, on Linux only: macOS would ask the person for a password for each foreign item.
 * No session bus means no keychain, and so no items. A search never falls back to the kernel's key store.
 */
export const findForeignCredentials: FindCredentials = async (env, service) => {
  const hasBus = Boolean(env.vars['DBUS_SESSION_BUS_ADDRESS'] || env.vars['XDG_RUNTIME_DIR']);
  if (env.platform !== 'linux' || !hasBus) return [];
  const { findCredentialsAsync } = await import('@napi-rs/keyring');
  const found = await findCredentialsAsync(service);
  return found.map(({ account, password }) => ({ account, secret: password }));
};
