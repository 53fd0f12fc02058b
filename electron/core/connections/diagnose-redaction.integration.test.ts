import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { headersStage, watchingFetch } from './diagnose-headers.ts';
import { json, result, serve } from './test-support/loopback.ts';
import type { LoopbackServer, TestRequest } from './test-support/loopback.ts';
import type { HttpProbeTarget } from './types.ts';

/** Opaque: nothing in its shape says that it is secret. */
const SECRET = fc.stringMatching(/^[A-Za-z0-9]{10,40}$/);

/** The ways in which a server gives back what it was sent. `said`: every secret, in one text. */
const ECHOES: readonly ((
  request: TestRequest,
  response: Parameters<Parameters<typeof serve>[0]>[1],
  said: string,
) => void)[] = [
  (_request, response, said) =>
    json(
      response,
      401,
      { error: said },
      {
        'www-authenticate': `Bearer error="invalid_token", error_description="no: ${said}"`,
        server: `x ${said}`,
        'mcp-session-id': said.slice(0, 60),
      },
    ),
  (_request, response, said) => json(response, 403, { message: said }, { via: `1.1 ${said}` }),
  (_request, response, said) => json(response, 500, { detail: said }, { 'x-request-id': said }),
  (_request, response, said) =>
    json(response, 400, { jsonrpc: '2.0', id: null, error: { code: -32_000, message: said } }),
  (_request, response, said) =>
    response
      .writeHead(302, { location: `/log-in/${encodeURIComponent(said)}?back=${encodeURIComponent(said)}` })
      .end(),
  (_request, response, said) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${said}</p>`),
  (request, response, said) => {
    if (request.path.startsWith('/.well-known/oauth-protected-resource')) {
      return json(response, 200, {
        resource: `http://127.0.0.1/${said}`,
        authorization_servers: [`http://127.0.0.1:9/${said}`],
        resource_documentation: `https://docs.test/${encodeURIComponent(said)}`,
      });
    }
    if (request.body?.method !== 'server/discover') return json(response, 404, {});
    result(response, request, { supportedVersions: ['2026-07-28'], capabilities: { tools: {} } });
  },
];

let server: LoopbackServer;
let echo: { way: number; said: string } = { way: 0, said: '' };
beforeAll(async () => {
  server = await serve((request, response) => ECHOES[echo.way]?.(request, response, echo.said));
});
afterAll(() => server.close());

function reportOf(target: Omit<HttpProbeTarget, 'transport'>) {
  return diagnose({
    ref: 'codex:user:x',
    subject: {
      kind: 'http',
      target: { ...target, transport: 'http' },
      auth: null,
      attempt: null,
      roots: null,
    },
    env: { platform: 'linux', home: '/', vars: {} },
    fetch: globalThis.fetch,
    now: Date.now,
    signal: new AbortController().signal,
    timeoutMs: 5000,
  });
}

describe('a report that is made to be sent on', () => {
  test('holds nothing that was sent in confidence, however the server gives it back', async () => {
    const ways = fc.constantFrom(...ECHOES.keys());
    await fc.assert(
      fc.asyncProperty(
        ways,
        fc.tuple(SECRET, SECRET, SECRET, SECRET),
        fc.boolean(),
        async (way, secrets, basic) => {
          const [main, key, cookie, inAddress] = secrets;
          echo = { way, said: `${main} / ${key} (${cookie}) "${inAddress}"` };
          const authorization = basic
            ? `Basic ${Buffer.from(`ada:${main}`).toString('base64')}`
            : `Bearer ${main}`;
          const { stages } = await reportOf({
            url: `${server.origin}/mcp?api_key=${inAddress}`,
            token: null,
            headers: { Authorization: authorization, 'X-API-Key': key, Cookie: `sid=${cookie}` },
          });
          const told = JSON.stringify(stages);
          expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
          expect(stages.map(({ name }) => name)).toContain('HTTP headers');
        },
      ),
      { numRuns: 120 },
    );
  });

  test('tells of all four: headers, the sign-in, the token, and what took too long', async () => {
    echo = { way: 0, said: 'sorry' };
    const claims = Buffer.from(JSON.stringify({ iss: 'https://id.test', exp: 1 })).toString('base64url');
    const { stages } = await reportOf({
      url: `${server.origin}/mcp`,
      token: null,
      headers: { Authorization: `Bearer e30.${claims}.c2ln` },
    });
    const byName = new Map(stages.map((stage) => [stage.name, stage]));
    expect(byName.get('HTTP headers')?.text).toMatch(
      /^Sent, without their values: .*\bauthorization\b.*\. Received with HTTP 401: www-authenticate: Bearer error="invalid_token".*; mcp-session-id: \(hidden\)\.$/,
    );
    expect(byName.get('Sign-in metadata')?.state).toBe('failed');
    expect(byName.get('Token: time')?.state).toBe('failed');
    const silent = await serve(() => undefined);
    try {
      const late = await diagnose({
        ref: 'codex:user:x',
        subject: {
          kind: 'http',
          target: { url: `${silent.origin}/mcp`, transport: 'http', headers: {}, token: null },
          auth: null,
          attempt: null,
          roots: null,
        },
        env: { platform: 'linux', home: '/', vars: {} },
        fetch: globalThis.fetch,
        now: Date.now,
        signal: new AbortController().signal,
        timeoutMs: 300,
      });
      expect(late.stages.find(({ name }) => name === 'HTTP')?.text).toMatch(/within 0\.3 s/);
    } finally {
      await silent.close();
    }
  });
});

test('the request that was refused says most, and others’ requests say nothing', async () => {
  const address = new URL('https://a.test/mcp');
  const answers = [200, 401, 200].map(
    (status) => new Response(null, { status, headers: { server: `s${status}` } }),
  );
  const watching = watchingFetch(async () => answers.shift() ?? new Response(null), address);
  for (const url of ['https://a.test/.well-known/x', address.href, address.href]) {
    await watching.fetch(url, { headers: { 'x-a': '1' } });
  }
  expect(headersStage(watching.seen(), [])[0]?.text).toContain('Received with HTTP 401: server: s401');
  expect(headersStage([], [])).toEqual([]);
});
