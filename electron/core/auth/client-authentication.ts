import { signedAssertion } from './client-assertion.ts';
import type { ClientRegistration } from './credentials.ts';

/**
 * Adds what a registration needs to prove itself at the token and revocation endpoints: RFC 6749 section 2.3.1
 * (id and secret are form-encoded before base64), or a signed assertion (RFC 7523 section 2.2).
 */
export function authenticated(
  registration: ClientRegistration,
  parameters: Readonly<Record<string, string>>,
): { headers: Record<string, string>; body: URLSearchParams } {
  const { clientId, clientSecret, authMethod, privateKey } = registration;
  const body = new URLSearchParams(parameters);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  if (authMethod === 'client_secret_basic' && clientSecret !== null) {
    const pair = `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;
    return { headers: { ...headers, authorization: `Basic ${Buffer.from(pair).toString('base64')}` }, body };
  }
  body.set('client_id', clientId);
  if (authMethod === 'private_key_jwt' && privateKey !== null) {
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set('client_assertion', signedAssertion(registration, privateKey));
  }
  if (authMethod === 'client_secret_post' && clientSecret !== null) body.set('client_secret', clientSecret);
  return { headers, body };
}

function formEncoded(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice(2);
}
