import type { Credential } from '../credentials.ts';

/** A sign-in as it would be stored. */
export function testCredential(changes: Partial<Credential> = {}): Credential {
  return {
    v: 1,
    resource: 'https://mcp.example/mcp',
    issuer: 'https://as.example',
    servers: ['https://mcp.example/mcp'],
    registration: {
      issuer: 'https://as.example',
      source: 'dynamic',
      clientId: 'app',
      clientSecret: null,
      privateKey: null,
      authMethod: 'none',
      redirectUri: 'http://127.0.0.1:49152/callback',
      servers: [],
      management: null,
    },
    grant: 'authorization_code',
    tokenEndpoint: 'https://as.example/token',
    revocationEndpoint: 'https://as.example/revoke',
    accessToken: 'access',
    refreshToken: 'refresh',
    expiresAt: null,
    obtainedAt: 0,
    oauthScopes: [],
    requestedScopes: [],
    renewing: null,
    ended: null,
    ...changes,
  };
}
