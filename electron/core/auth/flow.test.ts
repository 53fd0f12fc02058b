import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { authenticated } from './client-authentication.ts';
import { testCredential } from './__fixtures__/credential.ts';
import { itemAccount } from './credentials.ts';
import { authorizationUrl } from './flow.ts';
import type { Discovery } from './metadata.ts';

const discovery: Discovery = {
  server: 'https://mcp.example',
  resource: 'https://mcp.example',
  issuer: 'https://as.example',
  announcedIssuers: ['https://as.example'],
  metadata: {
    issuer: 'https://as.example',
    authorization_endpoint: 'https://as.example/authorize?tenant=acme#part',
    token_endpoint: 'https://as.example/token',
  },
  documented: true,
  challengeScope: null,
  resourceScopes: undefined,
};
const request = {
  state: 's',
  verifier: 'v'.repeat(43),
  redirectUri: 'http://127.0.0.1:1/callback',
  clientId: 'a&b',
  oauthScopes: [] as string[],
  anotherAccount: false,
};

describe('the authorization address', () => {
  it('keeps the endpoint’s own query, and the resource exactly as the server writes it', () => {
    const url = new URL(authorizationUrl(discovery, request) ?? '');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      tenant: 'acme',
      response_type: 'code',
      client_id: 'a&b',
      redirect_uri: 'http://127.0.0.1:1/callback',
      state: 's',
      code_challenge: createHash('sha256').update(request.verifier).digest('base64url'),
      code_challenge_method: 'S256',
      resource: 'https://mcp.example',
    });
    expect(url.hash).toBe('');
  });

  it('asks for consent when it asks for offline access', () => {
    const wanted = { ...request, oauthScopes: ['a', 'offline_access'] };
    const url = new URL(authorizationUrl(discovery, wanted) ?? '');
    expect(url.searchParams.get('scope')).toBe('a offline_access');
    expect(url.searchParams.get('prompt')).toBe('consent');
  });

  it('asks who is there for another account', () => {
    const wanted = { ...request, oauthScopes: ['offline_access'], anotherAccount: true };
    const url = new URL(authorizationUrl(discovery, wanted) ?? '');
    expect(url.searchParams.get('prompt')).toBe('login consent');
  });

  it('does not exist where the service signs nobody in with a browser', () => {
    const { authorization_endpoint: _, ...metadata } = discovery.metadata;
    expect(authorizationUrl({ ...discovery, metadata }, request)).toBeNull();
  });
});

describe('proving who we are', () => {
  const { registration } = testCredential();
  it('form-encodes id and secret before base64 (RFC 6749 section 2.3.1)', () => {
    const basic = {
      ...registration,
      clientId: 'a:b',
      clientSecret: 'p%+ q',
      authMethod: 'client_secret_basic',
    } as const;
    const { headers, body } = authenticated(basic, { token: 't' });
    expect(Buffer.from((headers['authorization'] ?? '').slice(6), 'base64').toString()).toBe(
      'a%3Ab:p%25%2B+q',
    );
    expect(body.has('client_id')).toBe(false);
  });
  it('sends only the id for a public client, and the secret in the body where asked to', () => {
    expect(authenticated(registration, {}).body.toString()).toBe('client_id=app');
    const post = { ...registration, clientSecret: 's', authMethod: 'client_secret_post' } as const;
    expect(authenticated(post, {}).body.toString()).toBe('client_id=app&client_secret=s');
  });
});

describe('the name of a keychain item', () => {
  it('is readable, and short enough for Windows', () => {
    expect(itemAccount('https://h/mcp', 'https://as')).toBe('https://h/mcp|https://as');
    expect(itemAccount(`https://h/${'x'.repeat(3000)}`, 'https://as').length).toBeLessThan(100);
  });
});
