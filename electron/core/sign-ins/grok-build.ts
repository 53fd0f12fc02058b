/**
 * Sign-ins of Grok Build 1.0.41, seen at work with `grok mcp doctor`, which uses and renews them: one object, a member
 * per `<name>:<address>`. Grok locks a file beside it while it writes. `grok mcp remove` forgets the sign-in too.
 */
import { digest } from '../digest.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath, jsonStore } from './json-store.ts';
import { addressFits, hasReference } from './key-rule.ts';
import { memberOf, membersOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import { rmcpGrant, rmcpMetadata } from './rmcp-credentials.ts';
import type { OpenedRecord, SignInRecord, SignInStore } from './types.ts';

const OWNER = 'grok-build';

export const grokSignIns: SignInStore = jsonStore({
  owner: OWNER,
  forgetsProjects: true,
  readsFilesOf: ['claude-code', 'cursor'],
  file: (env) => hostPath(env, folderOf(env), 'mcp_credentials.json'),
  parse: (root) => itemsOf(root).map(toRecord),
  matches: serves,
  open: openRecord,
});

function folderOf(env: HostEnv): string {
  return env.vars['GROK_HOME'] || hostPath(env, env.home, '.grok');
}

interface Item {
  readonly member: string;
  readonly name: string;
  readonly url: string;
  readonly fields: Fields;
}

/** The address begins at the first `:` that a web address follows. */
function itemsOf(root: unknown): readonly Item[] {
  return membersOf(root).flatMap(([member]) => {
    const [, name, url] = /^([^]+?):(https?:\/\/[^]*)$/.exec(member) ?? [];
    const fields = memberOf(root, member);
    return name === undefined || url === undefined || fields === null ? [] : [{ member, name, url, fields }];
  });
}

/** An address may hold a secret in its query: the key that is shown has a hash of it. */
function keyOf({ member, name }: Item): string {
  return `${name}|${digest('sha256', member).slice(0, 16)}`;
}

function toRecord(item: Item): SignInRecord {
  return {
    owner: OWNER,
    key: keyOf(item),
    serverName: item.name,
    serverUrl: item.url,
    rejectedAt: null,
    ...rmcpMetadata(item.fields),
  };
}

/** By name and address, written as `new URL()` writes it. */
function serves({ serverName, serverUrl }: SignInRecord, { name, url }: RawEntry): boolean {
  if (url === null || serverUrl === null || serverName !== name) return false;
  if (hasReference(url)) return addressFits(url, serverUrl);
  return URL.canParse(url) && new URL(url).href === serverUrl;
}

function openRecord(
  root: unknown,
  key: string,
  { env, path }: { env: HostEnv; path: string },
): OpenedRecord | null {
  const item = itemsOf(root).find((one) => keyOf(one) === key);
  if (item === undefined) return null;
  const find = (now: unknown) => (memberOf(now, item.member) === null ? null : [item.member]);
  const flock = hostPath(env, folderOf(env), 'mcp_credentials.lock');
  return { grants: [rmcpGrant(item.fields)], removal: [{ kind: 'json', path, find, flock }] };
}
