import type { HostEnv } from '../host-env.ts';
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
      const prompt = await bus({ to: TO, path, method: 'org.freedesktop.Secret.Item.Delete' });
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
  const [open, locked] = listIn(
    await bus({
      to: TO,
      path: ROOT,
      method: 'org.freedesktop.Secret.Service.SearchItems',
      signature: 'a{ss}',
      values: [attributes],
    }),
  );
  return { open: listIn(open).map(textIn), locked: listIn(locked) };
}

/** Over a session without encryption of its own: it is this person's own socket. */
async function secretsAt(bus: Bus, paths: readonly string[]): Promise<readonly SecretItem[]> {
  const [, session] = listIn(
    await bus({
      to: TO,
      path: ROOT,
      method: 'org.freedesktop.Secret.Service.OpenSession',
      signature: 'sv',
      values: ['plain', ['s', '']],
    }),
  );
  const secrets = await bus({
    to: TO,
    path: ROOT,
    method: 'org.freedesktop.Secret.Service.GetSecrets',
    signature: 'aoo',
    values: [paths, session],
  });
  const items: SecretItem[] = [];
  for (const [path, secret] of pairsIn(secrets)) {
    const [, , bytes] = listIn(secret);
    const held = pairsIn(await property(bus, path, 'Item', 'Attributes'));
    const attributes = Object.fromEntries(held.map(([name, value]) => [name, textIn(value)]));
    if (Buffer.isBuffer(bytes)) items.push({ attributes, secret: bytes.toString('utf8') });
  }
  return items;
}

function property(bus: Bus, path: string, kind: string, name: string): Promise<unknown> {
  return bus({
    to: TO,
    path,
    method: 'org.freedesktop.DBus.Properties.Get',
    signature: 'ss',
    values: [`org.freedesktop.Secret.${kind}`, name],
  });
}

function textIn(answer: unknown): string {
  if (typeof answer === 'string') return answer;
  throw new TypeError('The Secret Service answers no text.');
}

function listIn(answer: unknown): readonly unknown[] {
  if (Array.isArray(answer)) return answer;
  throw new TypeError('The Secret Service answers no list.');
}

function pairsIn(answer: unknown): readonly (readonly [string, unknown])[] {
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return Object.entries(answer);
  throw new TypeError('The Secret Service answers no dictionary.');
}
