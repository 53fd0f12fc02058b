import { z } from 'zod';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientRegistration } from './credentials.ts';
import { DEVICE_GRANT } from './grants.ts';
import type { Discovery } from './metadata.ts';
import { quoted } from './oauth-http.ts';
import type { OAuthAnswer, OAuthHttp } from './oauth-http.ts';
import { requireSecure } from './urls.ts';

const AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post'] as const;

const answerSchema = z.object({
  client_id: z.string().min(1).max(4096),
  client_secret: z.string().optional(),
  token_endpoint_auth_method: z.string().optional(),
  registration_client_uri: z.string().optional(),
  registration_access_token: z.string().optional(),
});

/** What a client identifier metadata document of ours says as well (`docs/auth.md`). */
function appMetadata(redirectUri: string | null): Record<string, unknown> {
  const use =
    redirectUri === null
      ? { redirect_uris: [], grant_types: [DEVICE_GRANT, 'refresh_token'], response_types: [] }
      : {
          redirect_uris: [redirectUri],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        };
  return { client_name: 'MCP Tray', ...use, application_type: 'native' };
}

/**
 * Registers this app with a sign-in service (RFC 7591, `application_type: native` by SEP-837), for the browser
 * or, without a redirect address, for the device flow. Asks for no scopes: some services refuse those they do
 * not allow. Errors: RegistrationUnavailable (no endpoint),
 * RegistrationRejected, DiscoveryFailed (a guessed endpoint that is not there), HttpError and network codes.
 */
export async function registerApp(
  discovery: Discovery,
  redirectUri: string | null,
  { http, signal }: { http: OAuthHttp; signal?: AbortSignal },
): Promise<Result<ClientRegistration>> {
  const { metadata, issuer, server } = discovery;
  const endpoint = metadata.registration_endpoint;
  if (endpoint === undefined) return unavailable(discovery);
  const url = requireSecure(endpoint, 'The registration endpoint', server);
  if (!url.ok) return url;
  const offered = metadata.token_endpoint_auth_methods_supported;
  const method = AUTH_METHODS.find((name) => offered === undefined || offered.includes(name)) ?? 'none';
  const answer = await http(url.value, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...appMetadata(redirectUri), token_endpoint_auth_method: method }),
    signal,
  });
  if (!answer.ok) return answer;
  const { status, json } = answer.value;
  if (status !== 200 && status !== 201) return refused(discovery, redirectUri, answer.value);
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) {
    return fail('RegistrationRejected', `${url.value.host} gave an answer without a client ID.`);
  }
  const { client_id: clientId, client_secret: secret, token_endpoint_auth_method: given } = parsed.data;
  const { registration_client_uri: manageUrl, registration_access_token: manageToken } = parsed.data;
  const authMethod = AUTH_METHODS.find((name) => name === (given ?? method)) ?? method;
  return ok({
    issuer,
    source: 'dynamic',
    clientId,
    clientSecret: secret ?? null,
    privateKey: null,
    authMethod: secret === undefined ? 'none' : authMethod,
    redirectUri: redirectUri ?? '',
    servers: [],
    management: manageUrl && manageToken ? { url: manageUrl, accessToken: manageToken } : null,
  });
}

/** Deletes a registration where the service offers it (RFC 7592); failing changes nothing for the person. */
export async function unregisterApp(registration: ClientRegistration, http: OAuthHttp): Promise<void> {
  const { management, issuer } = registration;
  const url = management ? requireSecure(management.url, 'The registration', issuer) : null;
  if (!management || !url?.ok) return;
  await http(url.value, { method: 'DELETE', headers: { authorization: `Bearer ${management.accessToken}` } });
}

function unavailable({ issuer }: Discovery): Result<never> {
  return fail(
    'RegistrationUnavailable',
    `The sign-in service ${issuer} does not let apps register themselves; it wants a fixed client ID.`,
  );
}

function refused(discovery: Discovery, redirectUri: string | null, answer: OAuthAnswer): Result<never> {
  const { issuer, documented } = discovery;
  const detail = quoted(answer);
  const { status, json } = answer;
  if ([404, 405, 501].includes(status)) {
    return documented
      ? unavailable(discovery)
      : fail('DiscoveryFailed', `${new URL(issuer).host} asks for a sign-in but does not say where.`);
  }
  if (status >= 500 || status === 429 || (status >= 300 && status < 400)) {
    return fail('HttpError', `The sign-in service ${issuer} could not register this app right now.`, {
      detail,
    });
  }
  const description = typeof json?.['error_description'] === 'string' ? json['error_description'] : '';
  if (/trusted hosts/i.test(description) && redirectUri !== null) {
    return trustedHosts(discovery, redirectUri, detail);
  }
  const policy = KEYCLOAK_POLICIES.find(({ name }) => description.includes(name));
  if (policy !== undefined) {
    const next = `Ask its administrator to ${policy.wish} (Clients → Client registration → policy "${policy.name}"), or for a client ID to sign in with.`;
    return fail('RegistrationRejected', `Keycloak at ${issuer} ${policy.words}.`, { next, detail });
  }
  if (json?.['error'] === 'invalid_redirect_uri' && redirectUri !== null) {
    return fail('RegistrationRejected', `The sign-in service ${issuer} refuses the address ${redirectUri}.`, {
      next: 'Ask its administrator to allow loopback addresses for native apps, or for a client ID to sign in with (command line: login … --client-id ID).',
      detail,
    });
  }
  return fail(
    'RegistrationRejected',
    `The sign-in service ${issuer} does not let this app register itself.`,
    {
      detail,
    },
  );
}

/** Other policies of Keycloak's client registration, by the name their refusal quotes. */
const KEYCLOAK_POLICIES = [
  {
    name: 'Allowed Client Scopes',
    words: 'refuses a permission that comes with every registered app',
    wish: 'allow its default client scopes',
  },
  {
    name: 'Max Clients Limit',
    words: 'has no room for more registered apps',
    wish: 'delete old ones or raise the limit',
  },
  {
    name: 'Allowed Registration Web Origins',
    words: 'does not let apps register themselves from here',
    wish: 'allow it',
  },
] as const;

/** Keycloak's policy checks the sender's host and the redirect address, and words it as a scope problem. */
function trustedHosts(discovery: Discovery, redirectUri: string, detail: string): Result<never> {
  const { issuer, server } = discovery;
  const names = [...new Set([new URL(server).hostname, new URL(redirectUri).hostname])];
  const hosts = names.length === 1 ? `host ${names[0]}` : `hosts ${names.join(' and ')}`;
  return fail(
    'RegistrationRejected',
    `Keycloak at ${issuer} does not let apps register themselves from here. It is not your account and not a scope. The redirect address sent was ${redirectUri}.`,
    {
      next: `Ask its administrator: 1. in the realm open Clients → Client registration (older versions: Realm settings → Client registration → Policies). 2. Open the policy "Trusted Hosts". 3. Add the ${hosts}, and the address this computer comes from, then save.`,
      detail,
    },
  );
}
