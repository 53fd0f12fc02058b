import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientRegistration, Credentials } from './credentials.ts';
import type { Discovery } from './metadata.ts';

/** A registration to try, or 'register' when the service shall be asked for a new one. */
export type Candidate = ClientRegistration | 'register';

/**
 * What to be known as at a service, in the order of MCP 2026-07-28 "Client Registration Approaches": an id the
 * person has entered (and then nothing else), our metadata document, an earlier registration, a new one. A
 * client id entered for this server at another service is never sent here (SEP-2352); that is an error,
 * RegistrationUnavailable, because the person must know.
 */
export async function registrationCandidates(
  discovery: Discovery,
  ports: { credentials: Credentials; clientMetadataUrl: string | null; silentIssuers: ReadonlySet<string> },
): Promise<Result<readonly Candidate[]>> {
  const { issuer, metadata, server } = discovery;
  const { credentials, clientMetadataUrl, silentIssuers } = ports;
  const stored = await credentials.registration(issuer);
  if (!stored.ok) return stored;
  if (stored.value?.source === 'given') return ok([stored.value]);
  const all = await credentials.registrations();
  if (!all.ok) return all;
  const elsewhere = all.value.find(({ source, servers }) => source === 'given' && servers.includes(server));
  if (elsewhere) {
    return fail(
      'RegistrationUnavailable',
      `The server now signs people in at ${issuer}; the client ID you entered belongs to ${elsewhere.issuer}.`,
      { next: `Check with whoever runs the server, then enter a client ID for ${issuer}.` },
    );
  }
  const instead = silentIssuers.has(issuer) && metadata.registration_endpoint !== undefined;
  const known = metadata.client_id_metadata_document_supported === true && !instead;
  return ok([
    ...(known && clientMetadataUrl !== null ? [documentRegistration(issuer, clientMetadataUrl)] : []),
    ...(stored.value ? [stored.value] : []),
    'register' as const,
  ]);
}

/** Our metadata document's address is our name everywhere, so it is not stored with one issuer. */
function documentRegistration(issuer: string, clientId: string): ClientRegistration {
  return {
    issuer,
    source: 'document',
    clientId,
    clientSecret: null,
    privateKey: null,
    authMethod: 'none',
    redirectUri: '',
    servers: [],
    management: null,
  };
}
