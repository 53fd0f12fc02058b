import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createAuthStore } from './auth-store.ts';
import type { AuthStore } from './auth-store.ts';
import { createProvider, createSigningKey, interact } from './auth-provider.ts';
import type { SigningKey } from './auth-provider.ts';
import type { RigLog, RigOptions } from './rig-options.ts';

/** The text Keycloak sends when its Trusted Hosts policy refuses a client (acceptance 158). */
export const KEYCLOAK_TRUSTED_HOSTS = {
  error: 'insufficient_scope',
  error_description:
    "Policy 'Trusted Hosts' rejected request to client-registration service. Details: URI doesn't match any trusted host or trusted domain",
};

export interface AuthServer {
  readonly issuer: string;
  readonly signingKey: SigningKey;
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  store(): AuthStore;
  /** Forgets clients, grants and tokens, as an in-memory authorization server does when it restarts. */
  forget(): void;
}

const WELL_KNOWN = /^\/\.well-known\/(oauth-authorization-server|openid-configuration)/;

export function createAuthServer(issuer: string, options: RigOptions, log: RigLog): AuthServer {
  const signingKey = createSigningKey();
  const path = new URL(issuer).pathname.replace(/\/$/, '');
  let store = createAuthStore(options);
  let provider = createProvider({ issuer, options, log, store, signingKey });
  let listener = provider.callback();

  const places = {
    rfc8414: `/.well-known/oauth-authorization-server${path}`,
    'oidc-insert': `/.well-known/openid-configuration${path}`,
    'oidc-append': `${path}/.well-known/openid-configuration`,
    none: null,
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const target = new URL(request.url ?? '/', issuer);
    const inner = target.pathname.startsWith(`${path}/`) ? target.pathname.slice(path.length) : null;
    if (options.slow !== undefined) await delay(options.slow);
    if (WELL_KNOWN.test(target.pathname) || (inner !== null && WELL_KNOWN.test(inner))) {
      if (request.headers['x-rig-raw'] === undefined) {
        if (target.pathname !== places[options.metadataAt ?? 'rfc8414']) return false;
        json(response, 200, await metadata(issuer, options));
        return true;
      }
    }
    if (inner === null) return false;
    if (await answerOddly(inner, options, request, response, log)) return true;
    if (inner.startsWith('/interaction/')) {
      await interact(provider, options, mounted(request, path), response);
      return true;
    }
    bendCallback(response, options);
    if (inner === '/token' && options.slowAnswer !== undefined) delayEnd(response, options.slowAnswer);
    await listener(mounted(request, path), response);
    return true;
  }

  return {
    issuer,
    signingKey,
    handle,
    store: () => store,
    forget() {
      store = createAuthStore(options);
      provider = createProvider({ issuer, options, log, store, signingKey });
      listener = provider.callback();
    },
  };
}

/** A default for a request that names no scope (RFC 6749 section 3.3); oidc-provider itself has none. */
function withDefaultScope(path: string): string {
  const url = new URL(path, 'http://127.0.0.1');
  const nameless = url.pathname === '/authorize' && !url.searchParams.has('scope');
  if (nameless) url.searchParams.set('scope', 'mcp:tools');
  return url.pathname + url.search;
}

/** oidc-provider finds its mount point by comparing `originalUrl` with `url`, as Express leaves them. */
function mounted(request: IncomingMessage, path: string): IncomingMessage {
  const url = withDefaultScope((request.url ?? '/').slice(path.length));
  return Object.assign(request, { originalUrl: `${path}${url}`, url });
}

async function metadata(issuer: string, options: RigOptions): Promise<Record<string, unknown>> {
  const raw = await fetch(`${issuer}/.well-known/openid-configuration`, { headers: { 'x-rig-raw': '1' } });
  const document = (await raw.json()) as Record<string, unknown>;
  if (options.noDcr === true) delete document['registration_endpoint'];
  if (options.noDeviceFlow === true) delete document['device_authorization_endpoint'];
  if (options.revocationMissing === true) delete document['revocation_endpoint'];
  if (options.missingPkce === true) delete document['code_challenge_methods_supported'];
  if (options.plainPkceOnly === true) document['code_challenge_methods_supported'] = ['plain'];
  if (options.issNotAdvertised === true) delete document['authorization_response_iss_parameter_supported'];
  if (options.wrongIssuer === true) document['issuer'] = 'https://somebody-else.example';
  for (const [name, url] of Object.entries(options.endpoints ?? {})) document[`${name}_endpoint`] = url;
  return document;
}

async function answerOddly(
  path: string,
  options: RigOptions,
  request: IncomingMessage,
  response: ServerResponse,
  log: RigLog,
): Promise<boolean> {
  if (path === '/register' && options.noDcr === true) {
    json(response, 404, { error: 'not_found' });
  } else if (path === '/register' && (options.dcr403 === true || options.dcrError !== undefined)) {
    const body = options.dcr403
      ? KEYCLOAK_TRUSTED_HOSTS
      : { error: options.dcrError, error_description: options.dcrDescription };
    const sent = JSON.parse(await readBody(request)) as Record<string, unknown>;
    log.add('registration-error', { error: body.error, redirectUris: sent['redirect_uris'] });
    json(response, options.dcr403 ? 403 : 400, body);
  } else if (path === '/token' && options.tokenStatus !== undefined) {
    log.add('token-error', { status: options.tokenStatus });
    response.setHeader('location', '/elsewhere');
    if (options.retryAfter !== undefined) response.setHeader('retry-after', String(options.retryAfter));
    json(response, options.tokenStatus, { error: 'temporarily_unavailable' });
  } else if (path === '/token' && options.tokenError !== undefined) {
    log.add('token-error', { error: options.tokenError.error });
    json(response, 400, options.tokenError);
  } else if (path === '/token' && options.tokenBodyBytes !== undefined) {
    json(response, 200, { access_token: 'x'.repeat(options.tokenBodyBytes), token_type: 'Bearer' });
  } else if (path === '/revoke' && options.revocationStatus !== undefined) {
    log.add('revocation', { status: options.revocationStatus });
    json(response, options.revocationStatus, { error: 'server_error' });
  } else {
    return false;
  }
  return true;
}

/** The work is done and stored; only the answer takes its time. */
function delayEnd(response: ServerResponse, milliseconds: number): void {
  const end = response.end.bind(response);
  response.end = ((...rest: Parameters<typeof end>) => {
    setTimeout(() => end(...rest), milliseconds);
    return response;
  }) as typeof response.end;
}

/** Changes the redirect back to the app the way a broken or hostile server would. */
function bendCallback(response: ServerResponse, options: RigOptions): void {
  if (!options.wrongIss && !options.missingIss && !options.wrongState) return;
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) => {
    if (name.toLowerCase() !== 'location' || typeof value !== 'string') return setHeader(name, value);
    const url = new URL(value, 'http://127.0.0.1');
    if (!url.searchParams.has('code') && !url.searchParams.has('error')) return setHeader(name, value);
    if (options.wrongIss) url.searchParams.set('iss', 'https://somebody-else.example');
    if (options.missingIss) url.searchParams.delete('iss');
    if (options.wrongState) url.searchParams.set('state', 'not-yours');
    return setHeader(name, url.href);
  };
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
