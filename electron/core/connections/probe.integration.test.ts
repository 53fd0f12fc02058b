import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { afterEach, describe, expect, test } from 'vitest';
import { createEraCache, probeHttp } from './probe.ts';
import type { ProbeOptions } from './probe.ts';
import { makeCertificate } from './test-support/certificate.ts';
import { json, result, rpcError, serve, serveTcp } from './test-support/loopback.ts';
import type { LoopbackServer, TestRequest } from './test-support/loopback.ts';
import type { HttpProbeTarget, ProbeResult } from './types.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function started(server: Promise<LoopbackServer>): Promise<LoopbackServer> {
  const running = await server;
  cleanups.push(() => running.close());
  return running;
}

function check(
  url: string,
  target: Partial<HttpProbeTarget> = {},
  options: Partial<ProbeOptions> = {},
): Promise<ProbeResult> {
  return probeHttp(
    { url, transport: 'http', headers: {}, token: null, ...target },
    { fetch: globalThis.fetch, now: Date.now, signal: new AbortController().signal, ...options },
  );
}

const notFound = (response: ServerResponse): void => json(response, 404, { error: 'not found' });
const isMetadata = ({ path }: TestRequest): boolean => path.startsWith('/.well-known/');

function modernServer(request: TestRequest, response: ServerResponse): void {
  if (request.body?.method === 'server/discover') {
    return result(response, request, { supportedVersions: ['2026-07-28'], capabilities: {}, ttlMs: 0 });
  }
  if (request.body?.method === 'tools/list') return result(response, request, { tools: [{}, {}, {}] });
  return notFound(response);
}

const unauthorized = (response: ServerResponse, header: string | null): void =>
  json(response, 401, { error: 'unauthorized' }, header === null ? {} : { 'www-authenticate': header });

const answering = (handler: (request: TestRequest, response: ServerResponse) => void) =>
  started(serve(handler));

async function secure(
  options: Parameters<typeof makeCertificate>[0],
  trusted: boolean,
): Promise<LoopbackServer> {
  const certificate = makeCertificate(options);
  if (trusted) {
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, certificate.cert]);
    cleanups.push(() => setDefaultCACertificates(before));
  }
  return started(serve(modernServer, certificate));
}

describe('eras', () => {
  test('asks a modern server once, with the headers and envelope of 2026-07-28', async () => {
    const envelopes: unknown[] = [];
    const server = await started(
      serve((request, response) => {
        if (request.body !== null) {
          envelopes.push([
            request.headers['mcp-method'],
            request.headers['mcp-protocol-version'],
            request.body.params,
          ]);
        }
        modernServer(request, response);
      }),
    );
    const { connection, auth } = await check(`${server.origin}/mcp`);
    expect(connection).toMatchObject({ state: 'connected', era: 'modern', toolCount: null, next: null });
    expect(connection.evidence).toMatch(/^\d+ ms · MCP 2026-07-28$/);
    expect(auth).toEqual({ kind: 'open' });
    expect(server.seen.filter((line) => line.startsWith('POST'))).toEqual(['POST /mcp server/discover']);
    expect(envelopes).toMatchObject([
      [
        'server/discover',
        '2026-07-28',
        { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } },
      ],
    ]);
  });

  test('speaks with the official dual-era server and counts its tools', async () => {
    const handler = toNodeHandler(
      createMcpHandler(() => {
        const server = new McpServer({ name: 'test', version: '1' });
        server.registerTool('a', {}, () => ({ content: [] }));
        server.registerTool('b', {}, () => ({ content: [] }));
        return server;
      }),
    );
    const http = createHttpServer(
      (request, response) => void handler(request as Parameters<typeof handler>[0], response),
    );
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    cleanups.push(
      () => void http.close(),
      () => http.closeAllConnections(),
    );
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`;
    const { connection, auth } = await check(url, { headers: { Authorization: 'Bearer abc' } });
    expect(connection).toMatchObject({ state: 'connected', era: 'modern', toolCount: 2 });
    expect(auth).toEqual({ kind: 'accepted' });
  });

  test('falls back to initialize, proves a token with tools/list, and deletes the session', async () => {
    const server = await started(
      serve((request, response) => {
        if (request.method === 'DELETE') return json(response, 200, {});
        if (request.body?.method === 'initialize') {
          return json(
            response,
            200,
            {
              jsonrpc: '2.0',
              id: request.body.id,
              result: { protocolVersion: '2025-06-18', capabilities: {} },
            },
            { 'mcp-session-id': 'session-1' },
          );
        }
        if (request.headers['mcp-session-id'] !== 'session-1') {
          return rpcError(response, 400, { code: -32_000, message: 'Bad Request: Server not initialized' });
        }
        if (request.body?.method === 'tools/list') return result(response, request, { tools: [{}] });
        response.writeHead(202).end();
      }),
    );
    const { connection, auth } = await check(`${server.origin}/mcp`, { token: 'secret-token' });
    expect(connection).toMatchObject({ state: 'connected', era: 'legacy', toolCount: 1 });
    expect(auth).toEqual({ kind: 'accepted' });
    expect(server.seen).toEqual([
      'POST /mcp server/discover',
      'POST /mcp initialize',
      'POST /mcp notifications/initialized',
      'POST /mcp tools/list',
      'DELETE /mcp',
    ]);
    expect(server.headers.every(({ authorization }) => authorization === 'Bearer secret-token')).toBe(true);
  });

  test('remembers a legacy server, and notices when it has become modern', async () => {
    let legacy = true;
    const server = await started(
      serve((request, response) => {
        if (!legacy) return modernServer(request, response);
        if (request.body?.method !== 'initialize') return notFound(response);
        result(response, request, { protocolVersion: '2025-11-25', capabilities: {} });
      }),
    );
    const eras = createEraCache();
    const posts = () => server.seen.splice(0).filter((line) => line.startsWith('POST'));
    await check(`${server.origin}/mcp`, {}, { eras });
    expect(posts()).toEqual(['POST /mcp server/discover', 'POST /mcp initialize']);
    await check(`${server.origin}/mcp`, {}, { eras });
    expect(posts()).toEqual(['POST /mcp initialize']);
    legacy = false;
    const { connection } = await check(`${server.origin}/mcp`, {}, { eras });
    expect(connection.era).toBe('modern');
    expect(posts()).toEqual(['POST /mcp initialize', 'POST /mcp server/discover']);
  });

  test('calls a server of a newer revision connected', async () => {
    const server = await started(
      serve((request, response) => {
        if (request.body === null) return notFound(response);
        rpcError(
          response,
          400,
          { code: -32_022, message: 'Unsupported', data: { supported: ['2027-03-01'] } },
          request.body.id,
        );
      }),
    );
    const { connection } = await check(`${server.origin}/mcp`);
    expect(connection).toMatchObject({ state: 'connected', era: 'modern' });
    expect(connection.evidence).toContain('MCP 2027-03-01');
  });

  test('counts tools over several pages', async () => {
    const server = await started(
      serve((request, response) => {
        if (request.body?.method !== 'tools/list') return modernServer(request, response);
        const last = request.body.params?.['cursor'] === 'two';
        result(response, request, last ? { tools: [{}] } : { tools: [{}, {}], nextCursor: 'two' });
      }),
    );
    expect((await check(`${server.origin}/mcp`, { token: 't' })).connection.toolCount).toBe(3);
  });

  test('takes an answer from an event stream and leaves the rest of the stream', async () => {
    const server = await started(
      serve((request, response) => {
        if (request.body === null) return notFound(response);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(
          ': hello\r\n\r\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n',
        );
        const answer = { jsonrpc: '2.0', id: request.body.id, result: { supportedVersions: ['2026-07-28'] } };
        const text = `event: message\ndata: ${JSON.stringify(answer).slice(0, 30)}`;
        response.write(text);
        response.write(`${JSON.stringify(answer).slice(30)}\r`);
        response.write('\n\r\n');
      }),
    );
    expect((await check(`${server.origin}/mcp`)).connection).toMatchObject({
      state: 'connected',
      era: 'modern',
    });
  });
});

describe('real server-everything', () => {
  const program = createRequire(import.meta.url).resolve(
    '@modelcontextprotocol/server-everything/dist/index.js',
  );
  // The demo listens on all interfaces; this keeps it on loopback and reports the port it got.
  const preload = `data:text/javascript,${encodeURIComponent(`
    import net from 'node:net';
    const listen = net.Server.prototype.listen;
    net.Server.prototype.listen = function (port, ...rest) {
      this.once('listening', () => process.stderr.write('PORT=' + this.address().port + '\\n'));
      return listen.call(this, 0, '127.0.0.1', ...rest.filter((item) => typeof item === 'function'));
    };`)}`;

  async function everything(kind: string): Promise<string> {
    const child: ChildProcess = spawn(process.execPath, ['--import', preload, program, kind], {
      stdio: 'pipe',
    });
    cleanups.push(async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    return new Promise((resolve, reject) => {
      let text = '';
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        const port = /PORT=(\d+)/.exec(text)?.[1];
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
      });
      child.once('exit', () => reject(new Error(`server-everything ended: ${text}`)));
    });
  }

  test('is connected over streamable HTTP', async () => {
    const origin = await everything('streamableHttp');
    const open = await check(`${origin}/mcp`);
    expect(open.connection).toMatchObject({ state: 'connected', era: 'legacy' });
    expect(open.auth).toEqual({ kind: 'open' });
    const counted = await check(`${origin}/mcp`, { token: 'ignored-by-it' });
    expect(counted.connection.toolCount).toBeGreaterThan(3);
  });

  test('is connected over HTTP+SSE, by type and by falling back', async () => {
    const origin = await everything('sse');
    const typed = await check(`${origin}/sse`, { transport: 'sse' });
    expect(typed.connection).toMatchObject({ state: 'connected', era: 'legacy-sse' });
    expect(typed.connection.toolCount).toBeGreaterThan(3);
    const guessed = await check(`${origin}/sse`);
    expect(guessed.connection).toMatchObject({ state: 'connected', era: 'legacy-sse' });
    expect(guessed.connection.next).toContain('"sse"');
  });
});

describe('sign-in', () => {
  test('reads the challenge behind other schemes', async () => {
    const header = 'Negotiate, Bearer scope="mcp:tools", resource_metadata="http://127.0.0.1:1/prm"';
    const server = await started(serve((_request, response) => unauthorized(response, header)));
    const { connection, auth } = await check(`${server.origin}/mcp`);
    expect(connection).toMatchObject({ state: 'needs-auth', evidence: 'HTTP 401', next: 'Sign in.' });
    expect(auth).toEqual({
      kind: 'challenged',
      challenge: {
        error: null,
        description: null,
        scope: 'mcp:tools',
        resourceMetadata: 'http://127.0.0.1:1/prm',
      },
      bare: false,
    });
  });

  test('finds metadata at the root when the challenge names none', async () => {
    const server = await started(
      serve((request, response) => {
        if (request.path === '/.well-known/oauth-protected-resource') {
          return json(response, 200, { resource: 'x' });
        }
        unauthorized(response, null);
      }),
    );
    expect((await check(`${server.origin}/mcp`)).auth).toMatchObject({ kind: 'challenged', bare: false });
  });

  test('calls a 401 without any metadata bare', async () => {
    const server = await started(serve((_request, response) => unauthorized(response, null)));
    const { connection, auth } = await check(`${server.origin}/mcp`);
    expect(auth).toMatchObject({ kind: 'challenged', bare: true });
    expect(connection.evidence).toContain('no sign-in is offered');
  });

  test('does not send the entry’s headers to metadata addresses', async () => {
    const server = await started(serve((_request, response) => unauthorized(response, null)));
    await check(`${server.origin}/mcp`, { headers: { 'X-Api-Key': 'k' } });
    const metadata = server.seen.flatMap((line, index) =>
      line.includes('well-known') ? [server.headers[index]] : [],
    );
    expect(metadata.length).toBeGreaterThan(0);
    expect(metadata.some((headers) => headers?.['x-api-key'] !== undefined)).toBe(false);
  });

  test('calls a server optional that answers and publishes metadata', async () => {
    const server = await started(
      serve((request, response) =>
        isMetadata(request) ? json(response, 200, { resource: 'x' }) : modernServer(request, response),
      ),
    );
    expect((await check(`${server.origin}/mcp`)).auth).toEqual({ kind: 'optional' });
  });

  test('is not fooled by a server that greets anybody and refuses later', async () => {
    const server = await started(
      serve((request, response) => {
        if (isMetadata(request)) return json(response, 200, { resource: 'x' });
        if (request.body?.method === 'tools/list') {
          return unauthorized(response, 'Bearer error="invalid_token"');
        }
        modernServer(request, response);
      }),
    );
    const { connection, auth } = await check(`${server.origin}/mcp`, { token: 'expired' });
    expect(connection).toMatchObject({
      state: 'needs-auth',
      evidence: 'HTTP 401 invalid_token',
      next: 'Sign in again.',
    });
    expect(auth).toMatchObject({ kind: 'challenged' });
    expect((await check(`${server.origin}/mcp`)).auth).toMatchObject({ kind: 'challenged', bare: false });
  });

  test('tells missing permission, missing scope and a firewall apart', async () => {
    const answers: Record<string, (response: ServerResponse) => void> = {
      '/scope': (response) =>
        json(response, 403, {}, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="a b"' }),
      '/denied': (response) => json(response, 403, { message: 'user is not in group ops' }),
      '/waf': (response) =>
        void response.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Blocked</h1>'),
    };
    const server = await started(serve((request, response) => (answers[request.path] ?? notFound)(response)));
    const scope = await check(`${server.origin}/scope`, { token: 't' });
    expect(scope.auth).toMatchObject({ kind: 'insufficient-scope', challenge: { scope: 'a b' } });
    expect(scope.connection.state).toBe('needs-auth');
    const denied = await check(`${server.origin}/denied`, { token: 't' });
    expect(denied.auth).toEqual({ kind: 'forbidden' });
    expect(denied.connection.evidence).toBe('HTTP 403 · not permitted · “user is not in group ops”');
    const waf = await check(`${server.origin}/waf`);
    expect(waf.auth).toEqual({ kind: 'unknown' });
    expect(waf.connection.evidence).toContain('firewall');
  });
});

describe('what can go wrong', () => {
  test.each([
    ['text/html', '<!doctype html><title>Hi</title>', 'a web page answers, not an MCP server'],
    ['application/json', '{"hello":"world"}', 'answers with JSON that is not MCP'],
    ['application/json', '{"jsonrpc":', 'answers with JSON that is not MCP'],
    [
      'text/plain',
      '{"jsonrpc":"2.0","id":"discover-1","result":{}}',
      'answers with text/plain instead of JSON',
    ],
    ['text/event-stream', 'data: nothing\n\n', 'the event stream ended without an answer'],
    ['application/json', '', 'an empty answer, not an MCP server'],
  ])('says what %s with the body %j is', async (type, body, evidence) => {
    const server = await answering(
      (_request, response) => void response.writeHead(200, { 'content-type': type }).end(body),
    );
    const { connection } = await check(`${server.origin}/mcp`);
    expect(connection).toMatchObject({ state: 'not-mcp', evidence });
    expect(connection.next).toContain('/mcp');
  });

  test.each([
    [404, {}, 'not-mcp', 'HTTP 404 · nothing at this address'],
    [405, {}, 'not-mcp', 'HTTP 405 · this address takes no MCP messages'],
    [407, {}, 'http-error', 'HTTP 407 · the proxy wants a sign-in'],
    [429, { 'retry-after': '30' }, 'http-error', 'HTTP 429 · too many requests'],
    [500, {}, 'http-error', 'HTTP 500 · the server reports an error of its own'],
    [503, {}, 'http-error', 'HTTP 503 · the server is not available right now'],
  ] as const)('puts status %i in words', async (status, headers, state, evidence) => {
    const server = await answering((_request, response) => json(response, status, {}, headers));
    const { connection } = await check(`${server.origin}/mcp`);
    expect(connection).toMatchObject({ state, evidence });
  });

  test('says how long to wait', async () => {
    const server = await answering((_request, response) => json(response, 429, {}, { 'retry-after': '30' }));
    const found = await check(`${server.origin}/mcp`);
    expect(found.connection.next).toBe('Check again in 30 s.');
    expect(found.retryAfterMs).toBe(30_000);
  });

  test('follows a redirect on the same origin once, keeping method and token', async () => {
    const server = await answering((request, response) => {
      if (request.path === '/mcp') return void response.writeHead(307, { location: '/mcp/' }).end();
      modernServer(request, response);
    });
    expect((await check(`${server.origin}/mcp`, { token: 't' })).connection.state).toBe('connected');
  });

  test('reports a redirect loop, and a redirect to a sign-in page', async () => {
    const loop = await answering((request, response) => {
      const to = request.path === '/a' ? '/b' : '/a';
      response.writeHead(307, { location: to }).end();
    });
    expect((await check(`${loop.origin}/a`)).connection).toMatchObject({
      state: 'http-error',
      evidence: 'HTTP 307 · redirects to /a',
    });
    const login = await answering(
      (_request, response) => void response.writeHead(302, { location: '/login?next=secret' }).end(),
    );
    const { connection } = await check(`${login.origin}/mcp`);
    expect(connection).toMatchObject({
      state: 'http-error',
      evidence: 'HTTP 302 · redirects to /login (a sign-in page for browsers)',
    });
  });

  test('never takes a token to another origin', async () => {
    const other = await answering(modernServer);
    const server = await answering(
      (_request, response) => void response.writeHead(307, { location: `${other.origin}/mcp` }).end(),
    );
    const { connection } = await check(`${server.origin}/mcp`, { token: 't' });
    expect(connection.state).toBe('http-error');
    expect(connection.evidence).toContain(other.origin);
    expect(other.seen).toEqual([]);
  });

  test('does not post to a message address on another host', async () => {
    const other = await answering(modernServer);
    const server = await answering((request, response) => {
      if (request.method !== 'GET') return notFound(response);
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .write(`event: endpoint\ndata: ${other.origin}/x\n\n`);
    });
    const { connection } = await check(`${server.origin}/sse`, { transport: 'sse' });
    expect(connection.state).toBe('not-mcp');
    expect(other.seen).toEqual([]);
  });

  test('says so when an entry of type sse has no event stream', async () => {
    const server = await answering(modernServer);
    const { connection } = await check(`${server.origin}/mcp`, { transport: 'sse' });
    expect(connection).toMatchObject({ state: 'not-mcp', evidence: 'no HTTP+SSE stream at this address' });
  });

  test('gives up on a server that hangs, and on one that drips', async () => {
    const hang = await answering(() => undefined);
    expect((await check(`${hang.origin}/mcp`, {}, { timeoutMs: 300 })).connection).toMatchObject({
      state: 'unreachable',
      evidence: 'no complete answer within 0.3 s',
    });
    const drip = await answering((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    expect((await check(`${drip.origin}/mcp`, {}, { timeoutMs: 300 })).connection.state).toBe('unreachable');
  });

  test('stops reading a body without end', async () => {
    const chunk = Buffer.alloc(256 * 1024, 0x20);
    const server = await answering((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pump = (): void => void (response.destroyed || response.write(chunk, () => setImmediate(pump)));
      pump();
    });
    expect((await check(`${server.origin}/mcp`)).connection).toMatchObject({
      state: 'not-mcp',
      evidence: 'the answer is too large',
    });
  });

  test('ends at once when cancelled, without a fact', async () => {
    const server = await answering(() => undefined);
    const controller = new AbortController();
    const pending = check(`${server.origin}/mcp`, {}, { signal: controller.signal });
    controller.abort();
    expect((await pending).connection).toMatchObject({ state: 'unknown', checkedAt: null });
  });

  test('names a closed port, a cut connection and a port that speaks no HTTP', async () => {
    const closed = await serveTcp(() => undefined);
    await closed.close();
    expect((await check(`${closed.origin}/mcp`)).connection).toMatchObject({
      state: 'unreachable',
      evidence: 'connection refused',
    });
    const cut = await started(serveTcp((socket) => socket.destroy()));
    expect((await check(`${cut.origin}/mcp`)).connection.state).toBe('unreachable');
    const ssh = await started(serveTcp((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n')));
    expect((await check(`${ssh.origin}/mcp`)).connection).toMatchObject({
      state: 'not-mcp',
      evidence: 'this port does not speak HTTP',
    });
  });

  test.each([
    ['not a url', 'the address is not a valid URL'],
    ['ftp://127.0.0.1/x', 'the address is neither http:// nor https://'],
    ['http://user:secret@127.0.0.1/mcp', 'the address holds a user name or password, which is not sent'],
  ])('sends nothing to %s', async (url, evidence) => {
    const { connection } = await check(url);
    expect(connection).toMatchObject({ state: 'skipped', evidence });
    expect(JSON.stringify(connection)).not.toContain('secret');
  });

  test('sends nothing when a header cannot be sent, and does not show its value', async () => {
    const { connection } = await check('http://127.0.0.1:1/mcp', { headers: { 'X-Key': 'geheim\nX: y' } });
    expect(connection.state).toBe('skipped');
    expect(JSON.stringify(connection)).not.toContain('geheim');
  });

  test('keeps a secret in an error message masked', async () => {
    const server = await answering((_request, response) =>
      json(response, 400, { message: 'bad token=abcdef123456' }),
    );
    const { connection } = await check(`${server.origin}/mcp`);
    expect(connection.evidence).toContain('HTTP 400');
    expect(connection.evidence).not.toContain('abcdef123456');
  });
});

describe('certificates', () => {
  test('accepts a trusted one', async () => {
    const server = await secure({ host: '127.0.0.1' }, true);
    expect((await check(`${server.origin}/mcp`)).connection.state).toBe('connected');
  });

  test.each([
    ['self-signed', { host: '127.0.0.1' }, false, 'the certificate is self-signed'],
    ['for another host', { host: 'other.invalid' }, true, 'the certificate is for another host name'],
    [
      'expired',
      { host: '127.0.0.1', from: new Date(2020, 1, 1), until: new Date(2021, 1, 1) },
      true,
      'the certificate has expired',
    ],
    [
      'not valid yet',
      { host: '127.0.0.1', from: new Date(2200, 1, 1), until: new Date(2201, 1, 1) },
      true,
      'the certificate is not valid yet',
    ],
  ] as const)('says that one is %s', async (_case, options, trusted, evidence) => {
    const server = await secure(options, trusted);
    expect((await check(`${server.origin}/mcp`)).connection).toMatchObject({ state: 'tls-error', evidence });
  });

  test('forgets a bad one as soon as the server has a new one', async () => {
    const server = await secure(
      { host: '127.0.0.1', from: new Date(2020, 1, 1), until: new Date(2021, 1, 1) },
      true,
    );
    expect((await check(`${server.origin}/mcp`)).connection.state).toBe('tls-error');
    const renewed = makeCertificate({ host: '127.0.0.1' });
    setDefaultCACertificates([...getCACertificates('default'), renewed.cert]);
    server.renew?.(renewed);
    expect((await check(`${server.origin}/mcp`)).connection).toMatchObject({
      state: 'connected',
      next: null,
    });
  });

  test('notices https on a plain port, and http on a TLS port', async () => {
    const plain = await started(serve(modernServer));
    expect((await check(`https://127.0.0.1:${plain.port}/mcp`)).connection).toMatchObject({
      state: 'tls-error',
      evidence: 'this port does not speak TLS',
    });
    const tls = await secure({ host: '127.0.0.1' }, true);
    const { connection } = await check(`http://127.0.0.1:${tls.port}/mcp`);
    expect(connection).toMatchObject({ state: 'unreachable' });
    expect(connection.next).toContain('https://');
  });
});

describe('a server that repeats what it was sent', () => {
  const token = 'opaque-token-of-no-known-shape-4711';
  const key = 'query-value-of-no-known-shape-0815';
  const said = (request: TestRequest): string =>
    `${'long words before it. '.repeat(4)}${String(request.headers['authorization'])} ${key} is not known`;

  test.each<[string, (request: TestRequest, response: ServerResponse) => void]>([
    [
      'in its challenge',
      (r, response) => unauthorized(response, `Bearer error="invalid_token", error_description="${said(r)}"`),
    ],
    ['in a refusal', (r, response) => json(response, 403, { message: said(r) })],
    ['in an error', (r, response) => json(response, 500, { error: said(r) })],
    [
      'in an answer',
      (r, response) => rpcError(response, 400, { code: -32_000, message: said(r) }, r.body?.id),
    ],
  ])('%s is not quoted with it, not even in part', async (_name, handler) => {
    const server = await answering(handler);
    for (const transport of ['http', 'sse'] as const) {
      const found = await check(`${server.origin}/mcp?k=${key}`, { token, transport });
      expect(server.headers.at(-1)?.['authorization'] ?? server.headers[0]?.['authorization']).toContain(
        token,
      );
      expect(JSON.stringify(found)).not.toMatch(/opaque-|query-value/);
    }
  });
});
