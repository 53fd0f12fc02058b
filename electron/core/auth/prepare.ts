import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { Credentials } from './credentials.ts';
import { discover } from './discovery.ts';
import type { Discovery } from './metadata.ts';

export type Prepare = (
  server: string,
  options: { signal: AbortSignal; onPhase: (phase: string) => void },
) => Promise<Result<Discovery>>;

/** What every sign-in begins with: a keychain that would take the tokens, and where the server sends people. */
export function createPrepare(from: {
  secrets: SecretStore;
  credentials: Credentials;
  fetch: typeof globalThis.fetch;
  onIssuer: (server: string, issuer: string) => void;
}): Prepare {
  const { secrets, credentials, fetch, onIssuer } = from;
  return async (server, { signal, onPhase }) => {
    const readable = await credentials.all(0);
    if (!readable.ok) return readable;
    const keychain = await secrets.check({ waits: true });
    if (keychain.state !== 'ready') {
      const code = keychain.state === 'locked' ? 'KeychainLocked' : 'KeychainUnavailable';
      return fail(code, keychain.hint ?? undefined);
    }
    const entered = await credentials.registrations();
    if (!entered.ok) return entered;
    const known = [...readable.value, ...entered.value.filter(({ source }) => source === 'given')]
      .filter(({ servers }) => servers.includes(server))
      .map(({ issuer }) => issuer);
    onPhase('Looking for the sign-in service…');
    const found = await discover(server, { fetch, signal, known });
    if (found.ok) onIssuer(server, found.value.issuer);
    return found;
  };
}
