import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { bearerChallenge } from '../connections/challenge.ts';
import { resourceMetadataUrls } from '../connections/metadata.ts';
import { discoverIssuer } from './issuer-discovery.ts';
import { protectedResourceSchema } from './metadata.ts';
import type { Discovery, IssuerMetadata, ProtectedResource } from './metadata.ts';
import { createOAuthHttp, headOf, quoted } from './oauth-http.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { requireSecure, resourceCovers } from './urls.ts';

/** A person waits meanwhile, and a dead one may cost 15 s. */
const MOST_ISSUERS = 5;

interface Challenge {
  readonly unauthorized: boolean;
  readonly scope: string | null;
  readonly resourceMetadata: string | null;
}

/**
 * Finds out where and how to sign in to a server: one unauthenticated request, protected-resource metadata,
 * and of several issuers the one in `known` (where we are signed in, or known by an entered client ID), else the
 * first that would let this app in. Errors: DiscoveryFailed, IssuerMismatch, InsecureEndpoint, WrongAudience (the
 * metadata names another server), Unreachable, Timeout, TlsFailure, HttpError, AuthCancelled.
 */
export async function discover(
  server: string,
  {
    fetch,
    signal,
    known = [],
  }: { fetch: typeof globalThis.fetch; signal?: AbortSignal; known?: readonly string[] },
): Promise<Result<Discovery>> {
  const url = requireSecure(server, 'The address of this server', server);
  if (!url.ok) return url;
  const http = createOAuthHttp(fetch);
  const challenge = await askForChallenge(url.value, fetch, signal);
  if (!challenge.ok) return challenge;
  const found = await findProtectedResource(server, challenge.value, http, signal);
  if (!found.ok) return found;
  const protectedResource = found.value;
  const rest = {
    server,
    challengeScope: challenge.value.scope,
    resourceScopes: protectedResource?.scopes_supported,
    announcedIssuers: protectedResource?.authorization_servers ?? [],
  };
  const issuers = rest.announcedIssuers;
  if (protectedResource !== null && issuers.length > 0) {
    const preferred = issuers.toSorted((a, b) => Number(known.includes(b)) - Number(known.includes(a)));
    const issuer = await choose(preferred, known, { server, http, ...(signal ? { signal } : {}) });
    if (!issuer.ok) return issuer;
    const { resource } = protectedResource;
    return ok({ ...rest, resource, issuer: issuer.value.issuer, metadata: issuer.value, documented: true });
  }
  return originAsIssuer(rest, protectedResource, challenge.value, http, signal);
}

/** `server/discover` is free of side effects in the modern era and an error in the legacy one. */
async function askForChallenge(
  url: URL,
  fetch: typeof globalThis.fetch,
  signal?: AbortSignal,
): Promise<Result<Challenge>> {
  const response = await headOf(
    fetch,
    url,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'server/discover',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'server/discover',
        params: {
          _meta: {
            'io.modelcontextprotocol/protocolVersion': '2026-07-28',
            'io.modelcontextprotocol/clientInfo': { name: 'mcp-tray', version: '1' },
            'io.modelcontextprotocol/clientCapabilities': {},
          },
        },
      }),
    },
    signal,
  );
  if (!response.ok) return response;
  const bearer = bearerChallenge(response.value.headers.get('www-authenticate'));
  const unauthorized = response.value.status === 401;
  return ok({
    unauthorized,
    scope: unauthorized ? (bearer?.scope ?? null) : null,
    resourceMetadata: bearer?.resourceMetadata ?? null,
  });
}

/**
 * Null only when every place says "not here". A server error is not "no metadata": taking it so would sign
 * in somewhere else than the server wants.
 */
async function findProtectedResource(
  server: string,
  challenge: Challenge,
  http: OAuthHttp,
  signal?: AbortSignal,
): Promise<Result<ProtectedResource | null>> {
  const announced = challenge.resourceMetadata;
  const places = announced === null ? resourceMetadataUrls(new URL(server)) : [announced];
  for (const place of places) {
    const url = requireSecure(place, 'The address of the server’s sign-in metadata', server);
    if (!url.ok) return url;
    const answer = await http(url.value, { signal });
    if (!answer.ok && answer.error.code === 'HttpError' && announced === null) continue;
    if (!answer.ok) return answer;
    const { status, json } = answer.value;
    if (status >= 500 || status === 429) {
      return fail('HttpError', `The sign-in metadata of ${url.value.host} cannot be read right now.`, {
        next: 'Try again in a moment.',
        detail: quoted(answer.value),
      });
    }
    const parsed = status === 200 && json !== null ? protectedResourceSchema.safeParse(json) : null;
    if (!parsed?.success) {
      if (announced === null && !parsed) continue;
      return fail('DiscoveryFailed', `The sign-in metadata of ${url.value.host} cannot be understood.`, {
        detail: quoted(answer.value),
      });
    }
    if (!resourceCovers(parsed.data.resource, server)) {
      return fail(
        'WrongAudience',
        `The server at ${server} says that it is ${parsed.data.resource.slice(0, 200)}; stopped for your safety.`,
        { next: 'Check the address, or ask whoever runs the server to correct its metadata.' },
      );
    }
    return ok(parsed.data);
  }
  return ok(null);
}

/**
 * The server names several issuers: the client chooses (RFC 9728 section 7.6). Dead ones are passed over, and so
 * are those that would turn us away while another one does not.
 */
async function choose(
  issuers: readonly string[],
  known: readonly string[],
  options: { server: string; http: OAuthHttp; signal?: AbortSignal },
): Promise<Result<IssuerMetadata>> {
  const errors: AppError[] = [];
  let answering: IssuerMetadata | null = null;
  for (const issuer of issuers.slice(0, MOST_ISSUERS)) {
    const found = await discoverIssuer(issuer, options);
    if (found.ok) {
      if (known.includes(issuer) || letsAppsIn(found.value)) return found;
      answering ??= found.value;
    } else if (found.error.code === 'AuthCancelled') return found;
    else errors.push(found.error);
  }
  if (answering !== null) return ok(answering);
  const worst =
    errors.find(({ code }) => code === 'IssuerMismatch' || code === 'InsecureEndpoint') ?? errors[0];
  return worst ? { ok: false, error: worst } : fail('DiscoveryFailed');
}

function letsAppsIn(metadata: IssuerMetadata): boolean {
  const protects = metadata.code_challenge_methods_supported?.includes('S256') === true;
  return protects && metadata.registration_endpoint !== undefined;
}

/** Revision 2025-03-26: without metadata the server's origin is the issuer, with default endpoints. */
async function originAsIssuer(
  rest: Pick<Discovery, 'server' | 'challengeScope' | 'resourceScopes' | 'announcedIssuers'>,
  protectedResource: ProtectedResource | null,
  challenge: Challenge,
  http: OAuthHttp,
  signal?: AbortSignal,
): Promise<Result<Discovery>> {
  const { server } = rest;
  const { origin, host } = new URL(server);
  const resource = protectedResource?.resource ?? server;
  const options = { server, http, slashTolerant: true, ...(signal ? { signal } : {}) };
  const found = await discoverIssuer(origin, options);
  if (found.ok) {
    return ok({ ...rest, resource, issuer: found.value.issuer, metadata: found.value, documented: true });
  }
  if (found.error.code !== 'DiscoveryFailed') return found;
  if (protectedResource !== null || !challenge.unauthorized) {
    const message = challenge.unauthorized
      ? `${host} asks for a sign-in but does not say where.`
      : `${host} answers without a sign-in and offers none.`;
    return fail('DiscoveryFailed', message);
  }
  const metadata = {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
  };
  return ok({ ...rest, resource, issuer: origin, metadata, documented: false });
}
