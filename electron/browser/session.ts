import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A link's one-time token dies at its first use, or after this long. */
const TOKEN_LIFETIME_MS = 10 * 60_000;
/** After so many wrong tokens every open link dies; only a fresh link, asked for in the terminal, helps. */
const FAILURES_UNTIL_LOCK = 5;
const OPEN_LINKS = 8;
const OPEN_SESSIONS = 64;

export type Redemption =
  | { readonly kind: 'session'; readonly value: string }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked' };

/** Who may talk to the browser host: one-time tokens in links, sessions in cookies. Only hashes are kept. */
export interface Sessions {
  /**
   * Path of the WebSocket, another one in each process. Browsers send a cookie to every port of a host; bound
   * to this path, it reaches no other program that the person opens on this computer.
   */
  readonly bridgePath: string;
  /** A new one-time token (32 random bytes, base64url) for a link; lifts a lock. */
  issueToken(): string;
  /** Exchanges a token for a session value; the token is spent. */
  redeem(token: string): Redemption;
  /** Whether this cookie value is a session of this process. */
  isSession(value: string): boolean;
}

export function createSessions(options: { now: () => number }): Sessions {
  const tokens: { readonly hash: Buffer; readonly expiresAt: number }[] = [];
  const sessions: Buffer[] = [];
  let failures = 0;

  return {
    bridgePath: `/bridge/${randomBytes(16).toString('base64url')}`,
    issueToken() {
      failures = 0;
      const token = randomBytes(32).toString('base64url');
      tokens.push({ hash: digest(token), expiresAt: options.now() + TOKEN_LIFETIME_MS });
      if (tokens.length > OPEN_LINKS) tokens.shift();
      return token;
    },
    redeem(token) {
      if (failures >= FAILURES_UNTIL_LOCK) return { kind: 'locked' };
      const hash = digest(token);
      const index = indexOfEqual(
        tokens.map((open) => open.hash),
        hash,
      );
      const [open] = index < 0 ? [] : tokens.splice(index, 1);
      if (open === undefined || open.expiresAt <= options.now()) {
        failures += 1;
        if (failures >= FAILURES_UNTIL_LOCK) tokens.length = 0;
        return { kind: 'refused' };
      }
      const value = randomBytes(32).toString('base64url');
      sessions.push(digest(value));
      if (sessions.length > OPEN_SESSIONS) sessions.shift();
      return { kind: 'session', value };
    },
    isSession: (value) => indexOfEqual(sessions, digest(value)) >= 0,
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Looks at every candidate in constant time, so that timing tells nothing about a near miss. */
function indexOfEqual(candidates: readonly Buffer[], wanted: Buffer): number {
  let found = -1;
  candidates.forEach((candidate, index) => {
    if (timingSafeEqual(candidate, wanted)) found = index;
  });
  return found;
}
