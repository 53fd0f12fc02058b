import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { makeCertificate } from './test-support/certificate.ts';
import { json, result, serve, serveTcp } from './test-support/loopback.ts';
import type { LoopbackServer, TestRequest } from './test-support/loopback.ts';

const running: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const HOUR = 3_600_000;

interface Asked {
  readonly url: string;
  readonly timeoutMs?: number;
}

async function run({ url, timeoutMs = 4000 }: Asked, headers: Readonly<Record<string, string>> = {}) {
  const target = { url, transport: 'http', headers, token: null } as const;
  const { stages } = await diagnose({
    ref: 'codex:user:x',
    subject: { kind: 'http', target, auth: null, attempt: null, roots: null },
    env: { platform: 'linux', home: '/', vars: {} },
    fetch: globalThis.fetch,
    now: Date.now,
    signal: new AbortController().signal,
    timeoutMs,
  });
  return stages;
}

/** The first stage that failed, or else what is worth noting, as "stage: text → next". */
async function finding(asked: Asked): Promise<string> {
  const stages = await run(asked);
  const stage = stages.find(({ state }) => state === 'failed') ?? stages.find(({ next }) => next !== null);
  return stage === undefined ? 'nothing' : `${stage.name}: ${stage.text} → ${stage.next ?? ''}`;
}

async function started(server: Promise<LoopbackServer>): Promise<LoopbackServer> {
  running.push(await server);
  return server;
}

type Reply = (response: ServerResponse, request: TestRequest) => void;
const status =
  (code: number, headers: Record<string, string> = {}, body = '') =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end(body);

/** Answers at /mcp; everything else is not there. */
async function http(reply: Reply): Promise<Asked> {
  const server = await started(
    serve((request, response) =>
      request.path === '/mcp' ? reply(response, request) : status(404)(response),
    ),
  );
  return { url: `${server.origin}/mcp` };
}

async function secure(options: Parameters<typeof makeCertificate>[0]): Promise<Asked> {
  const server = await started(serve((_, response) => status(404)(response), makeCertificate(options)));
  return { url: `${server.origin}/mcp` };
}

const ago = (hours: number) => new Date(Date.now() - hours * HOUR);

describe('each way a server fails has a stage, words and a next step', () => {
  test.each<[string, () => Promise<Asked>, RegExp]>([
    [
      'a closed port',
      async () => {
        const closed = await serveTcp(() => undefined);
        await closed.close();
        return { url: `${closed.origin}/mcp` };
      },
      /^Connection: Connection refused\. → Check that the server is running/,
    ],
    [
      'no answer in time',
      async () => ({
        url: `${(await started(serveTcp(() => undefined))).origin}/mcp`,
        timeoutMs: 400,
      }),
      /^HTTP: No complete answer within 0\.4 s\. → Check the address and your network/,
    ],
    [
      'a reset connection',
      async () => ({
        url: `${(await started(serveTcp((socket) => socket.on('data', () => socket.resetAndDestroy())))).origin}/mcp`,
      }),
      /^HTTP: The connection was cut off\. → .*https:\/\//,
    ],
    [
      'a self-signed certificate',
      () => secure({ host: '127.0.0.1' }),
      /^Encryption: The certificate is self-signed \(.*NODE_EXTRA_CA_CERTS/,
    ],
    [
      'an expired certificate',
      () => secure({ host: '127.0.0.1', from: ago(48), until: ago(24) }),
      /^Encryption: The certificate (is self-signed, and it )?has expired/,
    ],
    [
      'a certificate of another host',
      () => secure({ host: 'elsewhere.example' }),
      /^Encryption: .*it is for another host name \(for DNS:elsewhere\.example/,
    ],
    [
      'https to a port without TLS',
      async () => ({ url: (await http(status(404))).url.replace('http:', 'https:') }),
      /^Encryption: This port does not speak TLS\. → .*http:\/\//,
    ],
    [
      'http to a port with TLS',
      async () => ({ url: (await secure({ host: '127.0.0.1' })).url.replace('https:', 'http:') }),
      /^HTTP: The connection was .*\. → .*https:\/\//,
    ],
    [
      'another protocol',
      async () => ({
        url: `${(await started(serveTcp((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')))).origin}/mcp`,
      }),
      /^HTTP: This port does not speak HTTP\. → Check the port/,
    ],
    ['404', () => http(status(404)), /^MCP: HTTP 404 · nothing at this address\. → .*\/mcp/],
    ['405', () => http(status(405)), /^MCP: HTTP 405 · this address takes no MCP messages\. → /],
    [
      'too many requests',
      () => http(status(429, { 'retry-after': '30' })),
      /^HTTP: HTTP 429 · too many requests\. → Check again in 30 s/,
    ],
    [
      'a login page in front',
      () => http(status(302, { location: '/login' })),
      /^HTTP: HTTP 302 · redirects to \/login \(a sign-in page for browsers\)\. → A gateway/,
    ],
    ['a gateway', () => http(status(502)), /^HTTP: HTTP 502 · the gateway gets no answer/],
    ['an error of its own', () => http(status(500)), /^(HTTP|MCP): HTTP 500 · the server reports an error/],
    [
      'a firewall',
      () => http(status(403, { 'content-type': 'text/html' }, '<h1>Blocked</h1>')),
      /^HTTP: .*blocked by a firewall or gateway, not by your sign-in\. → Check your VPN/,
    ],
    [
      'no permission',
      () => http((response) => json(response, 403, { message: 'forbidden: user cannot list pods' })),
      /^Sign-in: The server does not let you in \(HTTP 403 · not permitted · “forbidden: user cannot list pods”\)\. → Sign in, or ask/,
    ],
    [
      'a web page',
      () => http(status(200, { 'content-type': 'text/html' }, '<!doctype html>')),
      /^MCP: A web page answers, not an MCP server\. → /,
    ],
    [
      'JSON that is not MCP',
      () => http((response) => json(response, 200, { hello: 'world' })),
      /^MCP: Answers with JSON that is not MCP\. → /,
    ],
    [
      'a sign-in without a place for it',
      () => http(status(401)),
      /^Sign-in metadata: The server publishes none \(http:.*oauth-protected-resource\/mcp: HTTP 404; .*→ .*enable sign-in/,
    ],
  ])('%s', async (_name, start, expected) => {
    expect(await finding(await start())).toMatch(expected);
  });

  test('none of them is reported of an older server that greets in its own way', async () => {
    const asked = await http((response, request) => {
      if (request.body?.method === 'tools/list') return result(response, request, { tools: [] });
      if (request.body?.method === 'initialize') {
        const greeting = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'old' } };
        return result(response, request, greeting);
      }
      const error = { code: -32000, message: 'Bad Request: Server not initialized' };
      return json(response, 400, { jsonrpc: '2.0', error, id: null });
    });
    expect(await finding(asked)).toBe('nothing');
  });
});

/** Whether the server takes part in MCP, and what its own health page says. */
async function health(mcp: number, healthz: number): Promise<string | null> {
  const server = await started(
    serve((request, response) => status(request.path === '/healthz' ? healthz : mcp)(response)),
  );
  const stages = await run({ url: `${server.origin}/mcp` }, { 'x-key': 'k' });
  const asked = server.seen.indexOf('GET /healthz');
  expect(server.headers[asked]?.['x-key']).toBeUndefined();
  return stages.find(({ name }) => name === 'Health page')?.text ?? null;
}

describe('a health page', () => {
  test('tells a server that turns us away from one that is not well', async () => {
    expect(await health(401, 200)).toContain('says that the server is up');
    expect(await health(401, 503)).toContain('HTTP 503: the server itself is not well');
    expect(await health(500, 200)).toContain('says that the server is up');
    expect(await health(500, 500)).toContain('is not well');
  });

  test('is not spoken of where there is none', async () => {
    expect(await health(401, 404)).toBeNull();
  });
});
