import type { SignIn } from '../../../shared/domain.ts';

/** A sign-in and what is known about its use. */
export interface SignInUse {
  readonly signIn: Omit<SignIn, 'stale'>;
  /** Equal for two sign-ins of one client that are good for the same. Not for showing: it may hold a secret. */
  readonly identity: string | null;
  /** A sentence of the store itself. */
  readonly outdated: string | null;
  /** Every file that could name a server for it was read. Else nothing is called unused. */
  readonly allKnown: boolean;
  /** Its client reads project folders that nobody keeps a list of. */
  readonly forgetsProjects: boolean;
  /** Every server that it serves was gone at its last check, while another one answered. */
  readonly gone: boolean;
  /** It was refused, and nothing it has can make it good again; or it is for another server. */
  readonly refused: 'rejected' | 'wrong-audience' | null;
}

/** Why each sign-in is of no use any more, first reason that holds. Pure. */
export function withStaleReasons(uses: readonly SignInUse[], now: number): readonly SignIn[] {
  const judged = uses.map((use) => ({ ...use, own: ownReason(use, now) }));
  const good = judged.filter(({ own }) => own === null);
  return judged.map((use) => ({ ...use.signIn, stale: use.own ?? duplicateReason(use, good, now) }));
}

function ownReason(use: SignInUse, now: number): string | null {
  const { entries, expiresAt, refreshable } = use.signIn;
  if (entries.length === 0 && use.outdated !== null) return use.outdated;
  if (entries.length === 0 && use.allKnown) {
    return use.forgetsProjects ? 'No server that MCP Tray knows of uses it.' : 'No server uses it any more.';
  }
  if (use.gone) return 'Its server was gone at the last check: nothing is at its address any more.';
  if (use.refused === 'rejected') return 'It is refused now; only signing in again helps.';
  if (use.refused === 'wrong-audience') return 'It is refused: it is for another server.';
  if (expiresAt !== null && expiresAt <= now && !refreshable) return 'It has ended and cannot renew itself.';
  return null;
}

/** Of several good sign-ins of one client to one server, all but the best one are too many. */
function duplicateReason(use: SignInUse, good: readonly SignInUse[], now: number): string | null {
  if (use.identity === null) return null;
  const same = good
    .filter(({ signIn, identity }) => identity === use.identity && signIn.owner === use.signIn.owner)
    .map(({ signIn }) => signIn);
  const [best] = same.toSorted((a, b) => worth(b, now) - worth(a, now) || a.ref.localeCompare(b.ref));
  if (best === undefined || best.server === use.signIn.server) return null;
  return `The same server is signed in as “${best.server}” too.`;
}

/** One that is used before one that is not, one that lives before one that does not, then the later end. */
function worth({ entries, expiresAt, refreshable }: SignInUse['signIn'], now: number): number {
  const lives = refreshable || expiresAt === null || expiresAt > now;
  return (entries.length > 0 ? 4e15 : 0) + (lives ? 2e15 : 0) + (expiresAt ?? 1e15);
}
