import type { SignIn } from '../../../shared/domain.ts';

/** A sign-in and what is known about its use. */
export interface SignInUse {
  readonly signIn: Omit<SignIn, 'stale'>;
  /** A sentence of the store itself. */
  readonly outdated: string | null;
  /** Every file that could name a server for it was read. Else nothing is called unused. */
  readonly allKnown: boolean;
  /** Its client reads project folders that nobody keeps a list of. */
  readonly forgetsProjects: boolean;
  /** It was refused, and nothing it has can make it good again. */
  readonly refused: boolean;
}

/** Why each sign-in is of no use any more, first reason that holds. Pure. */
export function withStaleReasons(uses: readonly SignInUse[], now: number): readonly SignIn[] {
  const signIns = uses.map((use) => ({ ...use.signIn, stale: ownReason(use, now) }));
  return signIns.map((signIn) => ({
    ...signIn,
    stale: signIn.stale ?? duplicateReason(signIn, signIns, now),
  }));
}

function ownReason(use: SignInUse, now: number): string | null {
  const { entries, expiresAt, refreshable } = use.signIn;
  if (entries.length === 0 && use.outdated !== null) return use.outdated;
  if (entries.length === 0 && use.allKnown) {
    return use.forgetsProjects ? 'No server that MCP Tray knows of uses it.' : 'No server uses it any more.';
  }
  if (use.refused) return 'It is refused now; only signing in again helps.';
  if (expiresAt !== null && expiresAt <= now && !refreshable) return 'It has ended and cannot renew itself.';
  return null;
}

/** Of several good sign-ins of one client at one address, all but the best one are too many. */
function duplicateReason(signIn: SignIn, all: readonly SignIn[], now: number): string | null {
  if (signIn.url === null) return null;
  const same = all.filter(
    (other) =>
      other.stale === null &&
      other.owner === signIn.owner &&
      other.url !== null &&
      withoutSlash(other.url) === withoutSlash(signIn.url ?? ''),
  );
  const [best] = same.toSorted((a, b) => worth(b, now) - worth(a, now) || a.ref.localeCompare(b.ref));
  if (best === undefined || best.ref === signIn.ref || best.server === signIn.server) return null;
  return `The same server is signed in as “${best.server}” too.`;
}

/** One that is used before one that is not, one that lives before one that does not, then the later end. */
function worth({ entries, expiresAt, refreshable }: SignIn, now: number): number {
  const lives = refreshable || expiresAt === null || expiresAt > now;
  return (entries.length > 0 ? 4e15 : 0) + (lives ? 2e15 : 0) + (expiresAt ?? 1e15);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
