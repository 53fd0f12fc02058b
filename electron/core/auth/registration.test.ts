import { expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import type { Discovery } from './metadata.ts';
import { registerApp } from './registration.ts';

const discovery: Discovery = {
  server: 'https://mcp.acme.example/mcp',
  resource: 'https://mcp.acme.example/mcp',
  issuer: 'https://sso.acme.example/realms/kcp',
  announcedIssuers: ['https://sso.acme.example/realms/kcp'],
  metadata: {
    issuer: 'https://sso.acme.example/realms/kcp',
    authorization_endpoint: 'https://sso.acme.example/authorize',
    token_endpoint: 'https://sso.acme.example/token',
    registration_endpoint: 'https://sso.acme.example/register',
  },
  documented: true,
  challengeScope: null,
  resourceScopes: undefined,
};

it('names both hosts that Keycloak’s trusted hosts may lack, the server’s and that of the redirect', async () => {
  const json = {
    error: 'insufficient_scope',
    error_description:
      "Policy 'Trusted Hosts' rejected request to client-registration service. Details: URI doesn't match any trusted host or trusted domain",
  };
  const http = async () => ok({ status: 403, headers: new Headers(), json, text: JSON.stringify(json) });
  const result = await registerApp(discovery, 'http://127.0.0.1:4711/callback', { http });
  expect(result).toMatchObject({
    ok: false,
    error: {
      code: 'RegistrationRejected',
      next: expect.stringContaining('Add the hosts mcp.acme.example and 127.0.0.1, and'),
      detail: expect.stringContaining("URI doesn't match any trusted host"),
    },
  });
});
