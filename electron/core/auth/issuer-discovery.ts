import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { issuerMetadataUrls } from '../connections/metadata.ts';
import { issuerMetadataSchema } from './metadata.ts';
import type { IssuerMetadata } from './metadata.ts';
import { quoted } from './oauth-http.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { requireSecure } from './urls.ts';

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
  'device_authorization_endpoint',
] as const;

/**
 * RFC 8414 and OpenID Connect metadata, in the spec's order. The document must name exactly the issuer it
 * was fetched for (RFC 8414 section 3.3); `slashTolerant` only for an issuer we derived ourselves. Errors:
 * DiscoveryFailed (no document), IssuerMismatch, InsecureEndpoint, HttpError and network codes.
 */
export async function discoverIssuer(
  issuer: string,
  options: { server: string; http: OAuthHttp; slashTolerant?: boolean; signal?: AbortSignal },
): Promise<Result<IssuerMetadata>> {
  const { server, http, slashTolerant = false, signal } = options;
  const safe = requireSecure(issuer, 'The address of the sign-in service', server);
  if (!safe.ok) return safe;
  let problem: AppError | null = null;
  for (const place of issuerMetadataUrls(safe.value)) {
    const answer = await http(new URL(place), { signal });
    // A page for browsers at an address that is not known there can be as long as it likes.
    if (!answer.ok && answer.error.code !== 'HttpError') return answer;
    if (!answer.ok) {
      problem ??= answer.error;
      continue;
    }
    const { status, json } = answer.value;
    if (status >= 500 || status === 429) {
      problem ??= fail('HttpError', `The sign-in service ${safe.value.host} has a problem.`, {
        detail: quoted(answer.value),
      }).error;
      continue;
    }
    const parsed = status === 200 && json !== null ? issuerMetadataSchema.safeParse(json) : null;
    if (!parsed?.success) continue;
    const named = parsed.data.issuer;
    const same = named === issuer || (slashTolerant && named === `${issuer}/`);
    if (same) return checkEndpoints(parsed.data, server);
    problem = fail(
      'IssuerMismatch',
      `The sign-in service was announced as ${issuer} but calls itself ${named.slice(0, 200)}; stopped for your safety.`,
    ).error;
  }
  if (problem !== null) return { ok: false, error: problem };
  return fail('DiscoveryFailed', `The sign-in service ${safe.value.host} publishes no metadata.`);
}

function checkEndpoints(metadata: IssuerMetadata, server: string): Result<IssuerMetadata> {
  for (const name of ENDPOINTS) {
    const url = metadata[name];
    const safe = url === undefined ? null : requireSecure(url, `The ${name.replace('_', ' ')}`, server);
    if (safe?.ok === false) return safe;
  }
  return ok(metadata);
}
