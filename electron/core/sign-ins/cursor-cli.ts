/**
 * Sign-ins of Cursor's command line: a file for each project folder, with a member for each server by its name, also
 * for servers of the person's own file. From Cursor's own package for building agents (@cursor/sdk 1.0.18 and 1.0.32,
 * the store and the folder's name), and as two independent programs read and write the file (2026); not run here. The
 * time of issue is not kept, and so no end. The desktop app keeps sign-ins of its own, encrypted. Names of plugins'
 * servers and of those given to the SDK are in no file that is read here, so they are left out.
 */
import { statSync } from 'node:fs';
import { fail, ok } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath } from './json-store.ts';
import { fieldsIn, namesIn, readJsonFile } from './read-json-file.ts';
import { fieldsOf, hasText, memberOf, membersOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import { standardGrant } from './standard-grant.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const OWNER = 'cursor';
const ELSEWHERE = /^(?:plugin-|inline:)/;
/** Folders beyond this are left unread: each is one that Cursor was once opened in. */
const MOST = 2000;
const WATCHED = 50;

export const cursorSignIns: SignInStore = {
  owner: OWNER,
  parts: { cursor: 'Cursor CLI' },
  forgetsProjects: true,
  watchPaths: (env) => [folderOf(env), ...lately(env).map((slug) => fileOf(env, slug))],
  async list(env) {
    const slugs = slugsIn(env);
    if (slugs.length > MOST) return fail('ConfigUnreadable', `${folderOf(env)} holds too many folders.`);
    const found = await Promise.all(
      slugs.map(async (slug) => parseCursorFile(slug, await fieldsIn(fileOf(env, slug)))),
    );
    return ok(found.flat());
  },
  matches(record, { name, transport, project }: RawEntry) {
    const place = project === null || record.variant === cursorSlug(project);
    return place && record.serverName === name && (transport === 'http' || transport === 'sse');
  },
  async open(env, key) {
    const slash = key.indexOf('/');
    const slug = key.slice(0, slash);
    const name = key.slice(slash + 1);
    if (!slugsIn(env).includes(slug)) return ok(null);
    const path = fileOf(env, slug);
    const file = await readJsonFile(path);
    if (!file.ok) return file;
    const member = memberOf(file.value, name);
    if (member === null) return ok(null);
    const tokens = tokensIn(member);
    const client = memberOf(member, 'clientInfo');
    const grant = standardGrant(tokens, client);
    const find = (root: unknown) => (memberOf(root, name) === null ? null : [name]);
    return ok({ grants: [grant], removal: [{ kind: 'json', path, find }] });
  },
};

/** Metadata of the members of one project's file. */
function parseCursorFile(slug: string, root: Fields | null): readonly SignInRecord[] {
  return membersOf(root).flatMap(([name, value]) => {
    const member = fieldsOf(value);
    if (member === null || ELSEWHERE.test(name)) return [];
    const tokens = tokensIn(member);
    return [
      {
        owner: OWNER,
        key: `${slug}/${name}`,
        serverName: name,
        serverUrl: null,
        issuer: null,
        expiresAt: null,
        hasAccessToken: hasText(tokens, 'access_token'),
        refreshable: hasText(tokens, 'refresh_token'),
        rejectedAt: null,
        variant: slug,
      },
    ];
  });
}

/** Older versions have the tokens without a member around them. */
function tokensIn(member: Fields): Fields | null {
  const inside = Object.hasOwn(member, 'tokens') || Object.hasOwn(member, 'clientInfo');
  return inside ? memberOf(member, 'tokens') : member;
}

/** How Cursor names a project's folder (its workspace-paths.js). */
export function cursorSlug(project: string): string {
  return project.replace(/[^a-zA-Z0-9]+/g, '-').replace(/^-|-$/g, '');
}

function folderOf(env: HostEnv): string {
  return hostPath(env, env.vars['CURSOR_DATA_DIR']?.trim() || hostPath(env, env.home, '.cursor'), 'projects');
}

function fileOf(env: HostEnv, slug: string): string {
  return hostPath(env, folderOf(env), slug, 'mcp-auth.json');
}

/** Those that were used last: a new sign-in comes into one of these. */
function lately(env: HostEnv): readonly string[] {
  const usedAt = (slug: string): number =>
    statSync(hostPath(env, folderOf(env), slug), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return slugsIn(env)
    .map((slug) => ({ slug, at: usedAt(slug) }))
    .toSorted((a, b) => b.at - a.at)
    .slice(0, WATCHED)
    .map(({ slug }) => slug);
}

function slugsIn(env: HostEnv): readonly string[] {
  return namesIn(folderOf(env)).filter((name) => /^[A-Za-z0-9-]+$/.test(name));
}
