import { describe, expect, it } from 'vitest';
import { discover } from './discovery.ts';

/** Answers by address; everything else is 404, and the server itself wants a token. */
function web(server: string, documents: Record<string, unknown>, challenge = 'Bearer') {
  const asked: string[] = [];
  const fetch = (async (input: URL | string) => {
    const url = String(input);
    if (url === server) {
      return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } });
    }
    asked.push(url);
    const document = documents[url];
    return document === undefined ? new Response('not here', { status: 404 }) : Response.json(document);
  }) as typeof globalThis.fetch;
  return { asked, found: discover(server, { fetch }) };
}

const service = (issuer: string, base = issuer.replace(/\/$/, '')) => ({
  issuer,
  authorization_endpoint: `${base}/connect/authorize`,
  token_endpoint: `${base}/connect/token`,
  code_challenge_methods_supported: ['S256'],
});
const resource = (name: string, ...issuers: string[]) => ({ resource: name, authorization_servers: issuers });
const ROOT = 'https://mcp.example/.well-known/oauth-protected-resource';

/** What is taken for the server's name when its metadata calls it so. */
async function resourceFor(name: string): Promise<string> {
  const { found } = web('https://mcp.example/mcp', {
    [ROOT]: resource(name, 'https://as.example'),
    'https://as.example/.well-known/oauth-authorization-server': service('https://as.example'),
  });
  const result = await found;
  return result.ok ? result.value.resource : result.error.code;
}

describe('where to sign in', () => {
  it('is found for OctoMesh: metadata at the root for a tenant’s path, an issuer that ends in a slash', async () => {
    const { found } = web('https://mcp.example/acme/mcp', {
      [ROOT]: resource('https://mcp.example', 'https://connect.example/'),
      'https://connect.example/.well-known/openid-configuration': service('https://connect.example/'),
    });
    expect(await found).toMatchObject({
      ok: true,
      value: { issuer: 'https://connect.example/', resource: 'https://mcp.example' },
    });
  });

  it.each([
    ['https://as.example', 'https://as.example/'],
    ['https://as.example/', 'https://as.example'],
    ['https://as.example/t1', 'https://as.example/T1'],
    ['https://as.example:443', 'https://as.example'],
  ])('is not %s when that calls itself %s, by not even a slash', async (announced, named) => {
    const answers = Object.fromEntries(
      ['', '/t1'].map((path) => [
        `https://as.example/.well-known/oauth-authorization-server${path}`,
        service(named),
      ]),
    );
    const { found } = web('https://mcp.example/mcp', {
      [ROOT]: resource('https://mcp.example/mcp', announced),
      ...answers,
    });
    expect(await found).toMatchObject({ ok: false, error: { code: 'IssuerMismatch' } });
  });

  it('is asked of the issuer’s own host, in the order of the spec, and never of the server’s', async () => {
    const { found, asked } = web('https://mcp.example/mcp', {
      [ROOT]: resource('https://mcp.example/mcp', 'https://as.example/t1'),
      'https://as.example/t1/.well-known/openid-configuration': service('https://as.example/t1'),
    });
    expect((await found).ok).toBe(true);
    expect(asked).toEqual([
      `${ROOT}/mcp`,
      ROOT,
      'https://as.example/.well-known/oauth-authorization-server/t1',
      'https://as.example/.well-known/openid-configuration/t1',
      'https://as.example/t1/.well-known/openid-configuration',
    ]);
  });

  it('is where the header says, and nowhere else', async () => {
    const header = 'Bearer resource_metadata="https://mcp.example/meta"';
    const elsewhere = resource('https://mcp.example/mcp', 'https://as.example');
    const { found, asked } = web('https://mcp.example/mcp', { [`${ROOT}/mcp`]: elsewhere }, header);
    expect(await found).toMatchObject({ ok: false, error: { code: 'DiscoveryFailed' } });
    expect(asked).toEqual(['https://mcp.example/meta']);
  });

  it('is never a program of this computer when the server is not one', async () => {
    const { found, asked } = web('https://mcp.example/mcp', {
      [ROOT]: resource('https://mcp.example/mcp', 'http://127.0.0.1:8080', 'http://as.example'),
    });
    expect(await found).toMatchObject({ ok: false, error: { code: 'InsecureEndpoint' } });
    expect(asked.filter((url) => !url.startsWith(ROOT))).toEqual([]);
  });

  it('keeps the server’s name for itself as it is written', async () => {
    expect(await resourceFor('https://mcp.example')).toBe('https://mcp.example');
    expect(await resourceFor('https://mcp.example/')).toBe('https://mcp.example/');
    expect(await resourceFor('https://MCP.example/mcp')).toBe('https://MCP.example/mcp');
    expect(await resourceFor('https://mcp.example/other')).toBe('WrongAudience');
  });
});
