import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientRegistration, Credentials } from './credentials.ts';
import { awaitDeviceTokens, requestDeviceCode } from './device.ts';
import type { DevicePorts, PendingDevice } from './device.ts';
import { givenRegistration } from './given-registration.ts';
import type { Discovery } from './metadata.ts';
import type { OAuthHttp } from './oauth-http.ts';
import type { Prepare } from './prepare.ts';
import { registerApp } from './registration.ts';
import { selectScopes } from './scopes.ts';
import type { StoreTokens } from './store-tokens.ts';
import type { DeviceOptions } from './types.ts';

export interface DeviceSignInPorts {
  readonly prepare: Prepare;
  readonly store: StoreTokens;
  readonly credentials: Credentials;
  readonly http: OAuthHttp;
  readonly now: () => number;
  readonly wait?: DevicePorts['wait'];
}

/** RFC 8628: the person enters a short code in any browser, also on another computer. */
export function createDeviceSignIn(
  ports: DeviceSignInPorts,
): (server: string, options: DeviceOptions) => Promise<Result<null>> {
  const { prepare, store, credentials, http, now, wait } = ports;

  return async (server, options) => {
    const { signal, onPhase, onCode, scope } = options;
    const found = await prepare(server, { signal, onPhase });
    if (!found.ok) return found;
    const discovery = found.value;
    const { metadata, issuer, challengeScope, resourceScopes } = discovery;
    const endpoint = metadata.device_authorization_endpoint;
    if (endpoint === undefined) {
      return fail('Unsupported', `The sign-in service ${issuer} offers no sign-in with a code.`, {
        next: 'Sign in with your browser.',
      });
    }
    const oauthScopes = selectScopes({
      wanted: scope,
      stepUp: null,
      challenge: challengeScope,
      supportedByResource: resourceScopes,
      supportedByIssuer: metadata.scopes_supported,
    });
    const parameters = {
      ...(oauthScopes.length > 0 ? { scope: oauthScopes.join(' ') } : {}),
      ...(options.acrValues === undefined ? {} : { acr_values: options.acrValues }),
    };
    const waiting = { http, now, signal, ...(wait ? { wait } : {}) };
    const pending = await begin(discovery, endpoint, { parameters, options }, waiting);
    if (!pending.ok) return pending;
    onCode(pending.value.shown);
    onPhase('Waiting for you to enter the code…');
    const tokens = await awaitDeviceTokens(discovery, pending.value, waiting);
    if (!tokens.ok) return tokens;
    const { registration } = pending.value;
    return store(discovery, oauthScopes, { grant: 'device_code', tokens: tokens.value, registration });
  };

  /** A registration the service has forgotten is made anew, once. */
  async function begin(
    discovery: Discovery,
    endpoint: string,
    { parameters, options }: { parameters: Readonly<Record<string, string>>; options: DeviceOptions },
    waiting: DevicePorts,
  ): Promise<Result<PendingDevice>> {
    const { issuer } = discovery;
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const registration = await registrationFor(discovery, options);
      if (!registration.ok) return registration;
      const request = { registration: registration.value, parameters };
      const pending = await requestDeviceCode(discovery, endpoint, request, waiting);
      if (pending !== 'unknown-client') return pending;
      if (registration.value.source === 'given') break;
      const removed = await credentials.removeRegistration(issuer, 'device');
      if (!removed.ok) return removed;
    }
    return fail('SignInFailed', `The sign-in service ${issuer} does not let this app sign in with a code.`, {
      next: 'Ask whoever runs it for a client ID that may use the device flow.',
    });
  }

  async function registrationFor(
    discovery: Discovery,
    { clientId, clientSecret, signal, onPhase }: DeviceOptions,
  ): Promise<Result<ClientRegistration>> {
    const { metadata, issuer } = discovery;
    if (clientId !== undefined) {
      const secret = clientSecret === undefined ? {} : { clientSecret };
      return ok(givenRegistration(metadata, { clientId, ...secret }, []));
    }
    const given = await credentials.registration(issuer);
    if (!given.ok) return given;
    if (given.value?.source === 'given') return ok(given.value);
    const stored = await credentials.registration(issuer, 'device');
    if (!stored.ok) return stored;
    if (stored.value !== null) return ok(stored.value);
    onPhase('Introducing MCP Tray to the sign-in service…');
    const registration = await registerApp(discovery, null, { http, signal });
    if (!registration.ok) return registration;
    const saved = await credentials.saveRegistration(registration.value, 'device');
    return saved.ok ? registration : saved;
  }
}
