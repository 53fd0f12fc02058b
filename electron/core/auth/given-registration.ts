import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { credentialAccount } from './credentials.ts';
import type { ClientRegistration, Credentials } from './credentials.ts';
import { discover } from './discovery.ts';
import type { FileLock } from '../file-lock.ts';
import type { IssuerMetadata } from './metadata.ts';
import type { GivenClient } from './types.ts';

/** A client id the person was given, in the form the service wants it proven (RFC 8414: basic unless told). */
export function givenRegistration(
  { issuer, token_endpoint_auth_methods_supported: offered }: IssuerMetadata,
  { clientId, clientSecret, privateKey }: GivenClient,
  servers: readonly string[],
): ClientRegistration {
  const wantsPost = offered?.includes('client_secret_post') && !offered.includes('client_secret_basic');
  const withSecret = wantsPost ? 'client_secret_post' : 'client_secret_basic';
  return {
    issuer,
    source: 'given',
    clientId,
    clientSecret: clientSecret ?? null,
    privateKey: privateKey ?? null,
    authMethod: privateKey ? 'private_key_jwt' : clientSecret ? withSecret : 'none',
    redirectUri: '',
    servers: [...servers],
    management: null,
  };
}

/** Keeps entered client ids in the keychain, each with the issuer it belongs to (SEP-2352). */
export function createGivenRegistrations(from: {
  credentials: Credentials;
  fetch: typeof globalThis.fetch;
  lock: FileLock;
}): {
  set(server: string, given: GivenClient): Promise<Result<null>>;
  remove(server: string): Promise<Result<null>>;
} {
  const { credentials, fetch, lock } = from;

  /** A sign-in made with this client id goes on with the corrected secret. */
  async function correctSignIns(registration: ClientRegistration): Promise<Result<null>> {
    const all = await credentials.all(0);
    if (!all.ok) return all;
    const { issuer, clientId } = registration;
    const made = all.value.filter(
      ({ registration: own }) => own.source === 'given' && own.issuer === issuer && own.clientId === clientId,
    );
    for (const seen of made) {
      const saved = await lock(credentialAccount(seen), async () => {
        const read = await credentials.read(seen);
        if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
        return credentials.save({ ...read.value, registration });
      });
      if (!saved.ok) return saved;
    }
    return ok(null);
  }

  async function remove(server: string): Promise<Result<null>> {
    const all = await credentials.registrations();
    if (!all.ok) return all;
    for (const registration of all.value) {
      if (registration.source !== 'given' || !registration.servers.includes(server)) continue;
      const servers = registration.servers.filter((name) => name !== server);
      const changed =
        servers.length > 0
          ? await credentials.saveRegistration({ ...registration, servers })
          : await credentials.removeRegistration(registration.issuer);
      if (!changed.ok) return changed;
    }
    return ok(null);
  }

  return {
    async set(server, given) {
      const found = await discover(server, { fetch });
      if (!found.ok) return found;
      const { metadata, issuer } = found.value;
      // What was entered for the service the server used before is not kept for this server.
      const removed = await remove(server);
      if (!removed.ok) return removed;
      const stored = await credentials.registration(issuer);
      if (!stored.ok) return stored;
      const others = stored.value?.source === 'given' ? stored.value.servers : [];
      const registration = givenRegistration(metadata, given, [...others, server]);
      const saved = await credentials.saveRegistration(registration);
      return saved.ok ? correctSignIns(registration) : saved;
    },
    remove,
  };
}
