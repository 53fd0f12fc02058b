import { z } from 'zod';
import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { authenticated } from './client-authentication.ts';
import type { ClientRegistration } from './credentials.ts';
import { quoted } from './oauth-http.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { scopeList } from './scopes.ts';
import { requireSecure } from './urls.ts';

/** RFC 6749 section 5.1; some services send `expires_in` as text. */
const tokenSetSchema = z.object({
  access_token: z.string().min(1).max(64_000),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().max(315_360_000).optional().catch(undefined),
  refresh_token: z.string().min(1).max(64_000).nullish(),
  scope: z.string().nullish(),
});

export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Seconds. */
  readonly expiresIn: number | null;
  /** Null when the service did not say: then it granted what was asked for. */
  readonly oauthScopes: readonly string[] | null;
}

export type TokenFailure =
  /** The code or refresh token is worthless. */
  | { readonly kind: 'invalid-grant'; readonly error: AppError }
  /** The service does not know this app any more. */
  | { readonly kind: 'unknown-client'; readonly error: AppError }
  /** Passes by itself: network, 5xx, 429. */
  | { readonly kind: 'passing'; readonly error: AppError }
  | {
      readonly kind: 'refused';
      readonly error: AppError;
      /** As the service put it (RFC 6749 section 5.2, RFC 8628 section 3.5); empty when it did not. */
      readonly code: string;
    };

export type TokenAnswer = { readonly kind: 'tokens'; readonly tokens: TokenSet } | TokenFailure;

const SECRET_PARAMETERS = [
  'refresh_token',
  'code',
  'code_verifier',
  'device_code',
  'client_secret',
  'client_assertion',
];

/** One request to the token endpoint; says what kind of failure it was, because each needs another reaction. */
export async function requestTokens(
  from: { tokenEndpoint: string; server: string; registration: ClientRegistration },
  parameters: Readonly<Record<string, string>>,
  { http, signal }: { http: OAuthHttp; signal?: AbortSignal },
): Promise<TokenAnswer> {
  const url = requireSecure(from.tokenEndpoint, 'The token endpoint', from.server);
  if (!url.ok) return { kind: 'refused', error: url.error, code: '' };
  const request = authenticated(from.registration, parameters);
  const answer = await http(url.value, { method: 'POST', ...request, signal });
  if (!answer.ok) return { kind: 'passing', error: answer.error };
  const { status, json } = answer.value;
  const { host } = url.value;
  const sent = SECRET_PARAMETERS.map((name) => request.body.get(name) ?? '');
  const detail = status === 200 ? undefined : quoted(answer.value, sent);
  if (status >= 500 || status === 429 || status === 408) {
    const failed = fail('HttpError', `The sign-in service ${host} has a problem right now.`, {
      next: 'Try again in a moment; nothing is lost.',
      ...(detail ? { detail } : {}),
    });
    return { kind: 'passing', error: failed.error };
  }
  if (status === 200) {
    const tokens = readTokens(json);
    return tokens.ok
      ? { kind: 'tokens', tokens: tokens.value }
      : { kind: 'refused', error: tokens.error, code: '' };
  }
  const code = json?.['error'];
  const extra = detail ? { detail } : {};
  if (code === 'invalid_grant') {
    return { kind: 'invalid-grant', error: fail('InvalidGrant', undefined, extra).error };
  }
  if (code === 'invalid_client' || code === 'unauthorized_client') {
    const message = `The sign-in service ${host} does not know this app any more.`;
    return { kind: 'unknown-client', error: fail('InvalidGrant', message, extra).error };
  }
  return {
    kind: 'refused',
    error: fail('SignInFailed', `The sign-in service ${host} gave no token.`, extra).error,
    code: typeof code === 'string' ? code : '',
  };
}

function readTokens(json: Readonly<Record<string, unknown>> | null): Result<TokenSet> {
  const parsed = tokenSetSchema.safeParse(json);
  if (!parsed.success) {
    return fail('SignInFailed', 'The sign-in service gave an answer that is not a usable token.');
  }
  const { access_token, refresh_token, expires_in, scope } = parsed.data;
  return ok({
    accessToken: access_token,
    refreshToken: refresh_token ?? null,
    expiresIn: expires_in ?? null,
    oauthScopes: scope === undefined || scope === null ? null : scopeList(scope),
  });
}
