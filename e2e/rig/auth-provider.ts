import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import type { OidcContext } from 'oidc-provider';
import type { AuthStore } from './auth-store.ts';
import type { RigLog, RigOptions } from './rig-options.ts';

export const SUPPORTED_SCOPES = ['openid', 'offline_access', 'mcp:tools', 'mcp:write'];
const RESOURCE_SCOPES = 'mcp:tools mcp:write';

export type SigningKey = Record<string, unknown>;

export function createSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: 'rig', use: 'sig', alg: 'RS256' };
}

/** A real OAuth 2.1 server; settings and gotchas from auth.md 4.4. */
export function createProvider(settings: {
  issuer: string;
  options: RigOptions;
  log: RigLog;
  store: AuthStore;
  signingKey: SigningKey;
}): Provider {
  const { issuer, options, log, store, signingKey } = settings;
  const path = new URL(issuer).pathname.replace(/\/$/, '');
  const provider = new Provider(issuer, {
    adapter: store.adapter,
    jwks: { keys: [signingKey] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    scopes: SUPPORTED_SCOPES,
    responseTypes: ['code'],
    clients: options.clients ?? [],
    fetch: async (url: string | URL) => {
      const document = options.clientDocument;
      return document?.client_id === String(url)
        ? Response.json(document)
        : new Response(null, { status: 404 });
    },
    clientDefaults: {
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
    },
    routes: {
      authorization: '/authorize',
      token: '/token',
      registration: '/register',
      revocation: '/revoke',
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      clientIdMetadataDocument: { enabled: options.clientDocument !== undefined, ack: 'draft-02' },
      deviceFlow: { enabled: true },
      registration: { enabled: true },
      registrationManagement: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_context: unknown, _client: unknown, oneOf?: string[]) => oneOf?.[0],
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: RESOURCE_SCOPES,
          audience: options.tokenAudience ?? resource,
          accessTokenTTL: options.accessTokenTtl ?? 3600,
          accessTokenFormat: options.opaque === true ? 'opaque' : 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    issueRefreshToken: (_context: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
      options.noRefreshToken !== true && client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: () => true,
    ttl: {
      AccessToken: () => options.accessTokenTtl ?? 3600,
      RefreshToken: 86_400,
      AuthorizationCode: 60,
      IdToken: 3600,
      ClientCredentials: () => options.accessTokenTtl ?? 3600,
      DeviceCode: 600,
      Grant: 86_400,
      Session: 3600,
      Interaction: 600,
    },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `${path}/interaction/${uid}` },
    renderError: (context: OidcContext, out: unknown) => {
      context.type = 'application/json';
      context.body = JSON.stringify(out);
    },
  });
  provider.use(async (context, next) => {
    await next();
    record(log, context);
  });
  return provider;
}

/** Of requests, and of answers to them. */
const SECRETS = [
  'access_token',
  'refresh_token',
  'id_token',
  'registration_access_token',
  'client_secret',
  'client_assertion',
  'code',
  'code_verifier',
  'device_code',
  'token',
];

function recordSecrets(log: RigLog, context: OidcContext): void {
  const location = context.response.get('location');
  const sent = URL.canParse(location, 'http://127.0.0.1') ? new URL(location, 'http://127.0.0.1') : null;
  const places = [context.oidc?.params, context.body, Object.fromEntries(sent?.searchParams ?? [])];
  for (const place of places) {
    if (typeof place !== 'object' || place === null) continue;
    for (const [name, value] of Object.entries(place)) {
      if (SECRETS.includes(name) && typeof value === 'string' && value !== '') log.secrets.add(value);
    }
  }
}

function record(log: RigLog, context: OidcContext): void {
  recordSecrets(log, context);
  const params = context.oidc?.params ?? {};
  const failed = context.status >= 400;
  const body = (context.body ?? {}) as Record<string, unknown>;
  const clientId = context.oidc?.client?.clientId;
  switch (context.oidc?.route ?? '') {
    case 'registration':
      log.add(failed ? 'registration-error' : 'registration', {
        clientId: body['client_id'],
        redirectUris: body['redirect_uris'],
        applicationType: body['application_type'],
        error: body['error'],
      });
      break;
    case 'authorization': {
      const { scope, resource, redirect_uri: redirectUri, code_challenge_method: method, prompt } = params;
      log.add('authorize', { clientId, scope, resource, redirectUri, method, prompt });
      break;
    }
    case 'device_authorization': {
      const { scope, resource, acr_values: acrValues } = params;
      log.add('device', { clientId, scope, resource, acrValues, error: body['error'] });
      break;
    }
    case 'token': {
      const { grant_type: grantType, resource, scope } = params;
      log.add(failed ? 'token-error' : 'token', {
        clientId,
        grantType,
        resource,
        scope,
        error: body['error'],
      });
      break;
    }
    case 'revocation':
      log.add('revocation', {
        clientId,
        hint: params['token_type_hint'],
        status: context.status,
        error: body['error'],
      });
      break;
    default:
  }
}

/** Logs in and consents by itself: one redirect-following GET with cookies is a whole sign-in. */
export async function interact(
  provider: Provider,
  options: RigOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (options.stall === true) {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Sign in</title>Waiting for you.');
    return;
  }
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (options.deny === true || options.callbackError !== undefined) {
    const error = options.callbackError ?? 'access_denied';
    const denied = { error, error_description: 'The person declined.' };
    await provider.interactionFinished(request, response, denied);
    return;
  }
  if (prompt.name === 'login') {
    await provider.interactionFinished(request, response, { login: { accountId: 'ada@example.test' } });
    return;
  }
  const accountId = session?.accountId ?? 'ada@example.test';
  const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope(SUPPORTED_SCOPES.join(' '));
  const resources = [params['resource']].flat().filter((item) => typeof item === 'string');
  for (const resource of resources) grant.addResourceScope(resource, RESOURCE_SCOPES);
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}
