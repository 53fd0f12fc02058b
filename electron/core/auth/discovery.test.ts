import { describe, expect, it } from 'vitest';
import { discover } from './discovery.ts';

/** Answers by address; everything else is 404, and the server itself wants a token. Text redirects. */
function web(
  server: string,
  documents: Record<string, unknown>,
  challenge = 'Bearer',
  known: readonly string[] = [],
) {
  const asked: string[] = [];
  const fetch = (async (input: URL | string) => {
    const url = String(input);
    if (url === server) {
      return new Response(null, { status: 401, headers: { 'www-authenticate': challenge } });
    }
    asked.push(url);
    const document = documents[url];
    if (typeof document === 'string') {
      return new Response(null, { status: 302, headers: { location: document } });
    }
    return document === undefined ? new Response('not here', { status: 404 }) : Response.json(document);
  }) as typeof globalThis.fetch;
  return { asked, found: discover(server, { fetch, known }) };
}

const service = (issuer: string, base = issuer.replace(/\/$/, '')) => ({
  issuer,
  authorization_endpoint: `${base}/connect/authorize`,
  token_endpoint: `${base}/connect/token`,
  code_challenge_methods_supported: ['S256'],
});
const resource = (name: string, ...issuers: string[]) => ({ resource: name, authorization_servers: issuers });
const meta = (issuer: string) => `${issuer}/.well-known/oauth-authorization-server`;
const registers = (issuer: string) => ({ ...service(issuer), registration_endpoint: `${issuer}/reg` });
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

  describe('when the server names several', () => {
    const [one, two] = ['https://one.example', 'https://two.example'];
    const chosen = async (documents: Record<string, unknown>, known: readonly string[] = []) => {
      const named = { [ROOT]: resource('https://mcp.example', one, two), ...documents };
      const result = await web('https://mcp.example', named, 'Bearer', known).found;
      return result.ok ? result.value.issuer : result.error.code;
    };

    it('is the first that lets apps in', async () => {
      expect(await chosen({ [meta(one)]: registers(one), [meta(two)]: registers(two) })).toBe(one);
      expect(await chosen({ [meta(one)]: service(one), [meta(two)]: registers(two) })).toBe(two);
      const unsafe = { ...registers(one), code_challenge_methods_supported: ['plain'] };
      expect(await chosen({ [meta(one)]: unsafe, [meta(two)]: registers(two) })).toBe(two);
    });

    it('is the first that answers where none lets apps in, and an error where none answers', async () => {
      expect(await chosen({ [meta(two)]: service(two) })).toBe(two);
      expect(await chosen({ [meta(one)]: service(one), [meta(two)]: service(two) })).toBe(one);
      expect(await chosen({ [meta(one)]: service('https://evil.example') })).toBe('IssuerMismatch');
      expect(await chosen({})).toBe('DiscoveryFailed');
    });

    it('stays where we are known already, as long as that one answers', async () => {
      const both = { [meta(one)]: registers(one), [meta(two)]: service(two) };
      expect(await chosen(both, [two])).toBe(two);
      expect(await chosen({ [meta(one)]: registers(one) }, [two])).toBe(one);
      expect(await chosen(both, ['https://three.example'])).toBe(one);
    });
  });

  it('is found behind a page for browsers that answers everywhere, however long it is', async () => {
    const page = { page: 'x'.repeat(300_000) };
    const { found } = web('https://mcp.example/mcp', {
      [`${ROOT}/mcp`]: page,
      [ROOT]: resource('https://mcp.example/mcp', 'https://as.example'),
      [meta('https://as.example')]: page,
      'https://as.example/.well-known/openid-configuration': service('https://as.example'),
    });
    expect(await found).toMatchObject({ ok: true, value: { issuer: 'https://as.example' } });
  });

  it('may be redirected on its own origin, and nowhere else', async () => {
    const place = `${ROOT}/mcp`;
    const as = 'https://as.example/.well-known/oauth-authorization-server';
    const at = async (location: string) => {
      const { found, asked } = web('https://mcp.example/mcp', {
        [place]: location,
        'https://mcp.example/meta': resource('https://mcp.example/mcp', 'https://as.example'),
        'https://elsewhere.example/meta': resource('https://mcp.example/mcp', 'https://as.example'),
        [as]: service('https://as.example'),
      });
      const result = await found;
      return { issuer: result.ok ? result.value.issuer : result.error.code, asked };
    };
    expect((await at('/meta')).issuer).toBe('https://as.example');
    const away = await at('https://elsewhere.example/meta');
    expect(away.issuer).not.toBe('https://as.example');
    expect(away.asked).not.toContain('https://elsewhere.example/meta');
    expect((await at(place)).asked.filter((url) => url === place)).toHaveLength(4);
  });

  it('is asked of a server that sends requests on to its address with a slash', async () => {
    const header = 'Bearer resource_metadata="https://mcp.example/meta"';
    const asked: string[] = [];
    const fetch = (async (input: URL | string) => {
      const url = String(input);
      asked.push(url);
      if (url === 'https://mcp.example/mcp') {
        return new Response(null, { status: 307, headers: { location: '/mcp/' } });
      }
      if (url === 'https://mcp.example/mcp/') {
        return new Response(null, { status: 401, headers: { 'www-authenticate': header } });
      }
      if (url === 'https://mcp.example/meta') {
        return Response.json(resource('https://mcp.example/mcp', 'https://as.example'));
      }
      const known = url === 'https://as.example/.well-known/oauth-authorization-server';
      return known ? Response.json(service('https://as.example')) : new Response(null, { status: 404 });
    }) as typeof globalThis.fetch;
    expect((await discover('https://mcp.example/mcp', { fetch })).ok).toBe(true);
    expect(asked).toContain('https://mcp.example/meta');
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
