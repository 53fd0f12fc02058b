/**
 * What programs built on the Rust SDK of MCP keep of a sign-in (modelcontextprotocol/rust-sdk 3.1.4,
 * transport/auth.rs): `client_id`, the service's answer as `token_response`, and in newer versions when it came
 * (`token_received_at`, seconds) and from which `issuer`.
 */
import { hasText, memberOf, secondsOf, secretOf, textOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import type { SignInRecord, StoredGrant } from './types.ts';

type Metadata = Pick<SignInRecord, 'issuer' | 'expiresAt' | 'hasAccessToken' | 'refreshable'>;

export function rmcpMetadata(credentials: Fields): Metadata {
  const tokens = memberOf(credentials, 'token_response');
  const receivedAt = secondsOf(credentials, 'token_received_at');
  const lifetime = secondsOf(tokens, 'expires_in');
  return {
    issuer: textOf(credentials, 'issuer'),
    expiresAt: receivedAt === null || lifetime === null ? null : receivedAt + lifetime,
    hasAccessToken: hasText(tokens, 'access_token'),
    refreshable: hasText(tokens, 'refresh_token'),
  };
}

export function rmcpGrant(credentials: Fields): StoredGrant {
  const tokens = memberOf(credentials, 'token_response');
  return {
    refreshToken: secretOf(tokens, 'refresh_token'),
    accessToken: secretOf(tokens, 'access_token'),
    clientId: textOf(credentials, 'client_id'),
    clientSecret: null,
    issuer: textOf(credentials, 'issuer'),
    tokenEndpoint: null,
  };
}
