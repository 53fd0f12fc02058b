import type { Credential } from './credentials.ts';
import { rejectionFor } from './fact.ts';
import type { Rejection } from './fact.ts';
import { movedIssuer } from './moved-issuer.ts';

export interface Rejections {
  note(server: string, rejection: Pick<Rejection, 'kind' | 'scope' | 'refusedToken'>): void;
  forget(server: string): void;
  /** The refusal that the credential's newest tokens met; null when there is none. */
  of(server: string, credential: Credential): Rejection | null;
  /** The same, after asking the server once whether it has moved to another issuer. */
  examined(server: string, credential: Credential): Promise<Rejection | null>;
}

/** What servers said about our tokens, for as long as this process lives. */
export function createRejections(from: { fetch: typeof globalThis.fetch; now: () => number }): Rejections {
  const { fetch, now } = from;
  const known = new Map<string, Rejection>();
  const examinations = new WeakMap<Rejection, Promise<string | null>>();
  const of = (server: string, credential: Credential) => rejectionFor(credential, known.get(server));

  return {
    note: (server, rejection) => void known.set(server, { ...rejection, at: now(), movedTo: null }),
    forget: (server) => void known.delete(server),
    of,
    async examined(server, credential) {
      const rejection = of(server, credential);
      if (rejection?.kind !== 'invalid-token' || rejection.movedTo !== null) return rejection;
      const asked = examinations.get(rejection) ?? movedIssuer(server, credential, fetch);
      examinations.set(rejection, asked);
      const movedTo = await asked;
      if (movedTo === null) return rejection;
      const moved = { ...rejection, movedTo };
      if (known.get(server) === rejection) known.set(server, moved);
      return moved;
    },
  };
}
