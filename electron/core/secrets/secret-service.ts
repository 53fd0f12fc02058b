import type { HostEnv } from '../host-env.ts';
import { busList, busText, busVariant } from './dbus-wire.ts';
import type { BusValue } from './dbus-wire.ts';
import { BusSilentError, withSessionBus } from './session-bus.ts';
import type { Bus } from './session-bus.ts';

/** An item of the Secret Service by the attributes of its owner. */
export interface SecretItem {
  readonly attributes: Readonly<Record<string, string>>;
  readonly secret: string;
}

export type SecretAttributes = Readonly<Record<string, string>>;

const TO = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';
const DEFAULT_COLLECTION = `${ROOT}/aliases/default`;
const NOTHING = '/';

/**
 * Open items with these attributes, and how many more are locked (Secret Service API, Draft 0.2). Nothing is unlocked,
 * so no dialog comes. Null where there is no Secret Service; throws where it does not answer.
 */
export async function findSecrets(
  env: HostEnv,
  attributes: SecretAttributes,
): Promise<{ readonly open: readonly SecretItem[]; readonly locked: number } | null> {
  return ask(env, async (bus) => {
    const { open, locked } = await search(bus, attributes);
    return { open: open.length === 0 ? [] : await secretsAt(bus, open), locked: locked.length };
  });
}

/** Deletes open items with these attributes. False when the keychain wants to ask the person first: then it is not. */
export function deleteSecrets(env: HostEnv, attributes: SecretAttributes): Promise<boolean | null> {
  return ask(env, async (bus) => {
    const { open } = await search(bus, attributes);
    for (const path of open) {
      const [prompt] = await bus({ to: TO, path, method: 'org.freedesktop.Secret.Item.Delete' });
      if (prompt !== NOTHING) return false;
    }
    return true;
  });
}

/** Whether the person's keyring is locked; null where there is no Secret Service. No dialog comes. */
export async function isKeyringLocked(env: HostEnv): Promise<boolean | null> {
  return ask(env, async (bus) => (await property(bus, DEFAULT_COLLECTION, 'Collection', 'Locked')) === true);
}

/**
 * Null where there is no bus, or nobody on it that keeps secrets; any other failure is thrown, at the second time: GNOME
 * Keyring stumbles over an item that goes away while it is listed.
 */
async function ask<T>(env: HostEnv, job: (bus: Bus) => Promise<T>, again = true): Promise<T | null> {
  try {
    return await withSessionBus(env, job);
  } catch (error) {
    if (error instanceof Error && /\.(?:ServiceUnknown|NameHasNoOwner)$/.test(error.message)) return null;
    if (again && !(error instanceof BusSilentError)) return ask(env, job, false);
    throw error;
  }
}

async function search(bus: Bus, attributes: SecretAttributes) {
  const [open, locked] = await bus({
    to: TO,
    path: ROOT,
    method: 'org.freedesktop.Secret.Service.SearchItems',
    signature: 'a{ss}',
    values: [Object.entries(attributes)],
  });
  return { open: busList(open).map(busText), locked: busList(locked).map(busText) };
}

/** Over a session without encryption of its own: it is this person's own socket. */
async function secretsAt(bus: Bus, paths: readonly string[]): Promise<readonly SecretItem[]> {
  const [, session = ''] = await bus({
    to: TO,
    path: ROOT,
    method: 'org.freedesktop.Secret.Service.OpenSession',
    signature: 'sv',
    values: ['plain', { signature: 's', value: '' }],
  });
  const [secrets] = await bus({
    to: TO,
    path: ROOT,
    method: 'org.freedesktop.Secret.Service.GetSecrets',
    signature: 'aoo',
    values: [paths, session],
  });
  const items: SecretItem[] = [];
  for (const one of busList(secrets)) {
    const [path, secret] = busList(one);
    const [, , bytes] = busList(secret);
    const attributes = busList(await property(bus, busText(path), 'Item', 'Attributes')).map((pair) => {
      const [name, value] = busList(pair);
      return [busText(name), busText(value)] as const;
    });
    if (Buffer.isBuffer(bytes)) {
      items.push({ attributes: Object.fromEntries(attributes), secret: bytes.toString('utf8') });
    }
  }
  return items;
}

async function property(bus: Bus, path: string, kind: string, name: string): Promise<BusValue> {
  const [held] = await bus({
    to: TO,
    path,
    method: 'org.freedesktop.DBus.Properties.Get',
    signature: 'ss',
    values: [`org.freedesktop.Secret.${kind}`, name],
  });
  return busVariant(held).value;
}
