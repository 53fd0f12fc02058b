/**
 * Amp's sign-ins (0.0.1790142911): `secrets.json` also holds Amp's own API key. A value is JSON in a text under
 * `mcp-oauth-token@<address>#<name>`; signing out leaves an empty text. The client id stands in a file per name. Amp
 * takes no lock for it (watched at work): it moves a new file into place.
 */
import { digest } from '../digest.ts';
import { ok } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath } from './json-store.ts';
import { readJsonFile } from './read-json-file.ts';
import { fieldsOf, hasText, membersOf, secretOf, textOf, timeOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import type { RemovalStep, SignInRecord, SignInStore } from './types.ts';

const OWNER = 'amp';
const PREFIX = 'mcp-oauth-token@';
const SECRET_PREFIX = 'mcp-oauth-client-secret@';

export const ampSignIns: SignInStore = {
  owner: OWNER,
  forgetsProjects: true,
  watchPaths: (env) => [secretsFile(env)],
  async list(env) {
    const read = await readJsonFile(secretsFile(env));
    return read.ok ? ok(parseAmpRecords(read.value)) : read;
  },
  matches: serves,
  async open(env, key) {
    const path = secretsFile(env);
    const read = await readJsonFile(path);
    if (!read.ok) return read;
    const found = itemsOf(read.value).find((item) => item.key === key);
    if (found === undefined) return ok(null);
    const secretMember = `${SECRET_PREFIX}${found.url}#${found.name}`;
    const registration = await registrationOf(env, found);
    const grant = {
      refreshToken: secretOf(found.fields, 'refreshToken'),
      accessToken: secretOf(found.fields, 'accessToken'),
      clientId: textOf(registration?.fields ?? null, 'clientId'),
      clientSecret: secretOf(fieldsOf(read.value), secretMember),
      issuer: null,
      tokenEndpoint: textOf(registration?.fields ?? null, 'tokenUrl'),
    };
    const find = (root: unknown) => {
      const member = itemsOf(root).find((item) => item.key === key)?.member;
      return member === undefined ? null : [member];
    };
    const removal: readonly RemovalStep[] = [
      { kind: 'json', path, find },
      {
        kind: 'json',
        path,
        find: (root) => (textOf(fieldsOf(root), secretMember) === null ? null : [secretMember]),
      },
      ...(registration === null ? [] : [{ kind: 'file', path: registration.path } as const]),
    ];
    return ok({ grants: [grant], removal });
  },
};

interface Item {
  readonly member: string;
  readonly key: string;
  readonly name: string;
  readonly url: string;
  readonly fields: Fields;
}

/** The address in a member's name may hold a secret: the key shown outside has a hash in its place. */
function itemsOf(root: unknown): readonly Item[] {
  return membersOf(root).flatMap(([member, value]) => {
    const end = member.lastIndexOf('#');
    if (!member.startsWith(PREFIX) || end < 0 || typeof value !== 'string') return [];
    const fields = fieldsOf(parsed(value));
    if (fields === null) return [];
    const name = member.slice(end + 1);
    const hash = digest('sha256', member).slice(0, 16);
    return [{ member, key: `${name}|${hash}`, name, url: member.slice(PREFIX.length, end), fields }];
  });
}

/** Metadata of the token members; other members of the file are not looked at. */
export function parseAmpRecords(root: unknown): readonly SignInRecord[] {
  return itemsOf(root).map(({ key, name, url, fields }) => ({
    owner: OWNER,
    key,
    serverName: name,
    serverUrl: url,
    issuer: null,
    expiresAt: timeOf(fields, 'expiresAt'),
    hasAccessToken: hasText(fields, 'accessToken'),
    refreshable: hasText(fields, 'refreshToken'),
    rejectedAt: null,
  }));
}

function serves(record: SignInRecord, entry: RawEntry): boolean {
  return record.serverName === entry.name && entry.url !== null && record.serverUrl === entry.url;
}

/** Null when there is none, or when it is for another address. A name with a slash would be another folder. */
async function registrationOf(
  env: HostEnv,
  { name, url }: Item,
): Promise<{ path: string; fields: Fields } | null> {
  if (!/^[A-Za-z0-9@_-]+$/.test(name)) return null;
  const path = hostPath(env, env.home, '.amp', 'oauth', `${name}-client.json`);
  const read = await readJsonFile(path);
  const fields = read.ok ? fieldsOf(read.value) : null;
  return fields !== null && textOf(fields, 'serverUrl') === url ? { path, fields } : null;
}

function secretsFile(env: HostEnv): string {
  return hostPath(env, env.home, '.local', 'share', 'amp', 'secrets.json');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
