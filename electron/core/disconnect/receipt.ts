import type { SignOutReceipt } from '../../../shared/actions.ts';
import type { AppError } from '../../../shared/errors.ts';
import { clock } from '../auth/clock-words.ts';
import type { ForeignTokenEnd, GrantEnd } from './revoke-grant.ts';

/** How one sign-in of another program ended, in sentences; each partial failure has its own. Pure. */
export function disconnectReceipt(from: {
  /** "Codex". */
  readonly ownerName: string;
  readonly ends: readonly GrantEnd[];
  /** Epoch milliseconds, or null when unknown. */
  readonly expiresAt: number | null;
  readonly removeError: AppError | null;
  /** Why the client's own command did not do it, when it was tried. */
  readonly logoutError: AppError | null;
  /** It was cut out of the store under a running client, which may still hold it in memory. */
  readonly mayComeBack: boolean;
  readonly now: number;
}): SignOutReceipt {
  const { ownerName, ends, expiresAt, removeError, logoutError, mayComeBack, now } = from;
  const lives = expiresAt === null || expiresAt > now;
  const accessLives = lives && ends.some(({ accessToken }) => !isOver(accessToken));
  const refreshLives = ends.some(({ refreshToken }) => !isOver(refreshToken));
  const sentences = [
    ...ends.map((end) => issuerSentence(end, ownerName, lives)),
    accessLives ? accessSentence(ends, expiresAt, now) : null,
    removeError === null
      ? `Removed from ${ownerName}.`
      : `${ownerName} still keeps it: ${removeError.message} ${removeError.next}`,
    removeError !== null && logoutError !== null
      ? `${ownerName}’s own sign-out failed too: ${logoutError.message}`
      : null,
    mayComeBack && removeError === null
      ? `${ownerName} is running and may write it back: quit it, then look here again.`
      : null,
  ].filter((sentence) => sentence !== null);
  const held = ends.some(({ refreshToken }) => refreshToken !== 'not-held');
  const ended = !refreshLives && (held || !accessLives);
  return { sentences: [...new Set(sentences)], complete: ended && removeError === null };
}

function isOver(end: ForeignTokenEnd): boolean {
  return end === 'revoked' || end === 'not-held' || end === 'unknown-client';
}

function issuerSentence(end: GrantEnd, ownerName: string, lives: boolean): string | null {
  const renews = end.refreshToken !== 'not-held';
  const how = renews ? end.refreshToken : end.accessToken;
  if (!renews && !lives && how !== 'revoked') return null;
  const host = end.host ?? 'the sign-in service';
  switch (how) {
    case 'revoked':
      return `Revoked at ${host}.`;
    case 'not-held':
      return null;
    case 'not-told':
      return `${ownerName} does not keep where it signed in, and the token does not tell, so it could not be revoked there.`;
    case 'unsafe':
      return `${host} does not answer as the service that gave it, so nothing was sent there; it runs out by itself.`;
    case 'not-offered':
      return `${host} offers no way to revoke it; it runs out there by itself.`;
    case 'unsupported':
      return renews ? `${host} cannot revoke this kind of token; it runs out there by itself.` : null;
    case 'unreachable':
      return `${host} could not be asked to revoke it; it stays valid there until it runs out.`;
    case 'unknown-client':
      return `${host} has already forgotten it.`;
    case 'refused':
      return renews ? `${host} refused to revoke it; it stays valid there until it runs out.` : null;
  }
}

function accessSentence(ends: readonly GrantEnd[], expiresAt: number | null, now: number): string {
  const until = expiresAt === null ? 'for a while' : `until ${clock(expiresAt, now)}`;
  const fixed = ends.find(({ accessToken }) => accessToken === 'unsupported');
  return fixed === undefined
    ? `An access token may stay valid ${until}.`
    : `${fixed.host ?? 'The service'} does not revoke access tokens; this one stays valid ${until}.`;
}
