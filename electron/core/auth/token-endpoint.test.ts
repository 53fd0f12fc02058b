import { describe, expect, it } from 'vitest';
import { testCredential } from './__fixtures__/credential.ts';
import { createOAuthHttp } from './oauth-http.ts';
import { requestTokens } from './token-endpoint.ts';

const { registration } = testCredential();

function ask(body: unknown, status = 200) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const http = createOAuthHttp(async () => new Response(text, { status }));
  const from = { tokenEndpoint: 'https://as.example/token', server: 'https://mcp.example', registration };
  return requestTokens(from, { grant_type: 'refresh_token', refresh_token: 'opaque-RT' }, { http });
}

describe('an answer of the token endpoint', () => {
  it('is read with text numbers and any spelling of Bearer', async () => {
    const answer = await ask({ access_token: 'a', token_type: 'bearer', expires_in: '60', scope: 'x y' });
    expect(answer).toEqual({
      kind: 'tokens',
      tokens: { accessToken: 'a', refreshToken: null, expiresIn: 60, oauthScopes: ['x', 'y'] },
    });
  });

  it.each([
    ['refused', 200, { access_token: 'a', token_type: 'DPoP' }],
    ['refused', 200, { token_type: 'Bearer' }],
    ['refused', 200, '<html>'],
    ['refused', 302, ''],
    ['refused', 400, { error: 'invalid_target' }],
    ['invalid-grant', 400, { error: 'invalid_grant' }],
    ['unknown-client', 401, { error: 'invalid_client' }],
    ['unknown-client', 400, { error: 'unauthorized_client' }],
    ['passing', 503, { error: 'invalid_grant' }],
    ['passing', 429, ''],
    // GitHub answers errors with 200.
    ['invalid-grant', 200, { error: 'bad_refresh_token' }],
    ['unknown-client', 200, { error: 'incorrect_client_credentials' }],
    ['refused', 200, { error: 'authorization_pending' }],
  ])('is %s with status %i and %j', async (kind, status, body) => {
    expect((await ask(body, status)).kind).toBe(kind);
  });

  it('never brings back the token that was sent', async () => {
    const answer = await ask({ error: 'invalid_grant', error_description: 'opaque-RT is\nunknown' }, 400);
    expect(answer).toMatchObject({ error: { detail: '400 invalid_grant … is unknown' } });
  });

  it('is never fetched from an unsafe address', async () => {
    const http = createOAuthHttp(async () => {
      throw new Error('must not be called');
    });
    const from = { tokenEndpoint: 'http://as.example/token', server: 'https://mcp.example', registration };
    expect(await requestTokens(from, {}, { http })).toMatchObject({ error: { code: 'InsecureEndpoint' } });
  });
});
