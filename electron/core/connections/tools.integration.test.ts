import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHttpTools } from './http-tools.ts';
import { openStdioTools } from './stdio-tools.ts';
import { callServerTool, listServerTools } from './tools.ts';
import type { ToolCall, ToolsJob } from './tools.ts';
import type { HttpProbeTarget, StdioProbeTarget } from './types.ts';

const EVERYTHING = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-everything/dist/index.js',
);

let home: string;
let cleanups: (() => Promise<unknown> | void)[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-tools-'));
  cleanups = [() => rm(home, { recursive: true, force: true, maxRetries: 5 })];
});
afterEach(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
});

const job = (open: ToolsJob['open'], more: Partial<ToolsJob> = {}): ToolsJob => ({
  name: 'demo',
  open,
  now: Date.now,
  signal: new AbortController().signal,
  ...more,
});

function program(target: Partial<StdioProbeTarget>, more: Partial<ToolsJob> = {}): ToolsJob {
  const vars = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: home };
  const full = { command: 'node', args: [], env: {}, cwd: null, ...target };
  const env = { platform: 'linux', home, vars } as const;
  return job((signal, limitMs) => openStdioTools(full, { env, signal, limitMs }), more);
}

function web(url: string, more: Partial<ToolsJob> = {}, target: Partial<HttpProbeTarget> = {}): ToolsJob {
  const full = { url, transport: 'http', headers: {}, token: null, ...target } as const;
  const shared = { fetch, now: Date.now, onRefused: () => undefined };
  return job((signal) => openHttpTools(full, { ...shared, signal }), more);
}

const call = (tool: string, given: Record<string, unknown> = {}, more: Partial<ToolCall> = {}): ToolCall => ({
  tool,
  arguments: given,
  confirmed: false,
  onWaiting: () => undefined,
  ...more,
});

interface Seen {
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}

/** A server of our own making: `reply` answers each message; GET, DELETE and closings are remembered as well. */
async function serve(
  reply: (message: Seen, response: ServerResponse) => unknown,
): Promise<{ url: string; seen: Seen[]; methods: () => string[]; until: (method: string) => Promise<void> }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const parsed = JSON.parse(text === '' ? '{}' : text) as { id?: string } & Partial<Seen>;
      const message = {
        method: parsed.method ?? `${request.method}`,
        params: parsed.params ?? {},
        headers: request.headers,
      };
      seen.push(message);
      response.on('close', () => {
        if (!response.writableEnded) seen.push({ ...message, method: `closed ${message.method}` });
      });
      const result = reply(message, response);
      if (result === undefined) return;
      response.setHeader('content-type', 'application/json');
      if (message.method === 'initialize') response.setHeader('mcp-session-id', 's1');
      response.end(JSON.stringify({ jsonrpc: '2.0', id: parsed.id, ...(result as object) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const methods = () => seen.map(({ method }) => method);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    seen,
    methods,
    until: (method) => expect.poll(methods, { timeout: 10_000 }).toContain(method),
  };
}

const MODERN = { result: { supportedVersions: ['2026-07-28'], capabilities: {}, serverInfo: {} } };
const LEGACY = { result: { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: {} } };
const REFUSED = { error: { code: -32601, message: 'Method not found' } };
const DONE = { result: { content: [{ type: 'text', text: 'done' }] } };
const listed = (...tools: object[]) => ({ result: { tools } });

/** Greets in one era, lists, and leaves the call to the test. */
function answers(era: 'modern' | 'legacy', tools: object[], onCall: (response: ServerResponse) => unknown) {
  return ({ method }: Seen, response: ServerResponse): unknown => {
    if (method === 'server/discover') return era === 'modern' ? MODERN : REFUSED;
    if (method === 'initialize') return LEGACY;
    if (method === 'tools/list') return listed(...tools);
    if (method === 'tools/call') return onCall(response);
    response.writeHead(method === 'DELETE' ? 200 : 202).end();
    return undefined;
  };
}

/** Says what it was sent in confidence. */
function indiscreet({ method, headers }: Seen): unknown {
  if (method === 'server/discover') return MODERN;
  if (method === 'tools/list') return listed({ name: 'echo' });
  return { result: { content: [{ type: 'text', text: `I got ${headers.authorization}!` }] } };
}

describe('the real server-everything', () => {
  test('over stdio: lists its tools, and one of them answers', async () => {
    const target = { args: [EVERYTHING, 'stdio'], env: { MARK: 'only-ours' } };
    const list = await listServerTools(program(target));
    if (!list.ok) throw new Error(list.error.message);
    expect(list.value.tools.map(({ name }) => name)).toContain('get-sum');
    expect(await callServerTool(program(target), call('get-sum', { a: 2, b: 3 }))).toMatchObject({
      ok: true,
      value: { ok: true, text: 'The sum of 2 and 3 is 5.', tookMs: expect.any(Number) },
    });
    const wrong = await callServerTool(program(target), call('get-sum', { a: 'x' }));
    expect(wrong).toMatchObject({ ok: true, value: { ok: false } });
  });

  test('over HTTP: the same, with a session that is ended', async () => {
    const preload = `data:text/javascript,${encodeURIComponent(`
      import net from 'node:net';
      const listen = net.Server.prototype.listen;
      net.Server.prototype.listen = function (port, ...rest) {
        this.once('listening', () => process.stderr.write('PORT=' + this.address().port + '\\n'));
        return listen.call(this, 0, '127.0.0.1', ...rest.filter((item) => typeof item === 'function'));
      };`)}`;
    const child = spawn(process.execPath, ['--import', preload, EVERYTHING, 'streamableHttp']);
    cleanups.push(async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    let log = '';
    child.stdout.resume();
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    await expect.poll(() => log, { timeout: 20_000 }).toMatch(/PORT=\d+/);
    const url = `http://127.0.0.1:${/PORT=(\d+)/.exec(log)?.[1] ?? ''}/mcp`;
    const list = await listServerTools(web(url));
    expect(list.ok && list.value.tools.length).toBeGreaterThan(3);
    expect(await callServerTool(web(url), call('echo', { message: 'hi' }))).toMatchObject({
      ok: true,
      value: { ok: true, text: 'Echo: hi' },
    });
  });
});

describe('a call', () => {
  test('carries exactly the arguments given, and in the newer era the tool in a header', async () => {
    const server = await serve(answers('modern', [{ name: 'query' }], () => DONE));
    const given = { label_name: '__name__', nested: { a: [1, null] } };
    const target = { headers: { 'x-team': 'blue' }, token: 'ours' };
    expect(await callServerTool(web(server.url, {}, target), call('query', given))).toMatchObject({
      ok: true,
      value: { ok: true, text: 'done' },
    });
    expect(server.methods()).toEqual(['server/discover', 'tools/list', 'tools/call']);
    const sent = server.seen.at(-1);
    expect(sent?.params).toMatchObject({ name: 'query', arguments: given });
    expect(sent?.headers).toMatchObject({
      'mcp-name': 'query',
      'mcp-method': 'tools/call',
      'x-team': 'blue',
      authorization: 'Bearer ours',
    });
  });

  test('does not show a token that the server sends back', async () => {
    const server = await serve(indiscreet);
    const result = await callServerTool(web(server.url, {}, { token: 'made-up-opaque' }), call('echo'));
    expect(result).toMatchObject({ ok: true, value: { text: expect.stringContaining('I got') } });
    expect(JSON.stringify(result)).not.toContain('made-up-opaque');
  });

  test('of a tool that may take something away is not sent before it is confirmed', async () => {
    const tools = [
      { name: 'wipe_all' },
      { name: 'put', annotations: { destructiveHint: true } },
      { name: 'list' },
    ];
    const server = await serve(answers('legacy', tools, () => DONE));
    for (const tool of ['wipe_all', 'put']) {
      expect(await callServerTool(web(server.url), call(tool))).toMatchObject({
        ok: false,
        error: { code: 'ConfirmationNeeded' },
      });
    }
    const told = await callServerTool(web(server.url), call('list', { tenant: 'acme', confirm: true }));
    expect(told).toMatchObject({ ok: false, error: { code: 'ConfirmationNeeded' } });
    expect(server.methods()).not.toContain('tools/call');
    expect(await callServerTool(web(server.url), call('put', {}, { confirmed: true }))).toMatchObject({
      ok: true,
    });
    expect(server.seen.find(({ method }) => method === 'tools/call')?.params).toEqual({
      name: 'put',
      arguments: {},
    });
  });

  test('of a tool that is not there is not sent', async () => {
    const server = await serve(answers('modern', [{ name: 'query' }], () => DONE));
    expect(await callServerTool(web(server.url), call('other'))).toMatchObject({
      ok: false,
      error: { code: 'EntryNotFound', message: '"demo" has no tool "other".' },
    });
    expect(server.methods()).not.toContain('tools/call');
  });

  test.each(['modern', 'legacy'] as const)(
    'that waits for somebody says so, and is ended at a %s server when cancelled',
    async (era) => {
      const server = await serve(answers(era, [{ name: 'ask' }], () => undefined));
      const cancel = new AbortController();
      const waiting = Promise.withResolvers<void>();
      const limits = { waiting: 20 };
      const pending = callServerTool(
        web(server.url, { signal: cancel.signal, limits }),
        call('ask', {}, { onWaiting: waiting.resolve }),
      );
      await waiting.promise;
      await server.until('tools/call');
      cancel.abort();
      expect(await pending).toMatchObject({ ok: false, error: { code: 'Cancelled' } });
      await server.until('closed tools/call');
      const goodbyes = server.seen
        .filter(({ method }) => ['notifications/cancelled', 'DELETE'].includes(method))
        .map(({ method, params }) => ({ method, requestId: params['requestId'] }));
      const legacy = [
        { method: 'notifications/cancelled', requestId: 'tools/call-2' },
        { method: 'DELETE', requestId: undefined },
      ];
      expect(goodbyes).toEqual(era === 'legacy' ? legacy : []);
    },
  );

  test('that is approved late is an answer like any other', async () => {
    const waiting = Promise.withResolvers<void>();
    const server = await serve(
      answers('modern', [{ name: 'ask' }], (response) => {
        void waiting.promise.then(() => {
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify({ jsonrpc: '2.0', id: 'tools/call-2', ...DONE }));
        });
        return undefined;
      }),
    );
    const slow = call('ask', {}, { onWaiting: waiting.resolve });
    expect(await callServerTool(web(server.url, { limits: { waiting: 20 } }), slow)).toMatchObject({
      ok: true,
      value: { ok: true, text: 'done' },
    });
  });

  test('without an answer ends, and is a time-out', async () => {
    const server = await serve(answers('modern', [{ name: 'ask' }], () => undefined));
    expect(await callServerTool(web(server.url, { limits: { call: 100 } }), call('ask'))).toMatchObject({
      ok: false,
      error: { code: 'Timeout', message: '"demo" did not answer within 0.1 s.' },
    });
    await server.until('closed tools/call');
  });

  test('answered with more than anybody wants is cut off', async () => {
    const flood = answers('modern', [{ name: 'flood' }], (response) => {
      response.setHeader('content-type', 'application/json');
      response.write('{"jsonrpc":"2.0","id":"tools/call-2","result":{"content":[{"type":"text","text":"');
      const more = setInterval(() => response.write('x'.repeat(1024 * 1024)), 1);
      response.on('close', () => clearInterval(more));
      return undefined;
    });
    const server = await serve(flood);
    expect(await callServerTool(web(server.url), call('flood'))).toMatchObject({
      ok: false,
      error: { code: 'NotMcp', message: '"demo": the answer is too large.' },
    });
    await server.until('closed tools/call');
  });

  test('is not carried to another origin', async () => {
    const other = await serve(answers('modern', [{ name: 'query' }], () => DONE));
    const server = await serve(
      answers('modern', [{ name: 'query' }], (response) => {
        response.writeHead(307, { location: other.url }).end();
        return undefined;
      }),
    );
    const result = await callServerTool(web(server.url, {}, { token: 'ours' }), call('query'));
    expect(result).toMatchObject({ ok: false, error: { code: 'HttpError' } });
    expect(other.seen).toEqual([]);
  });
});

describe('a list', () => {
  test('that never ends is cut, and nothing is called', async () => {
    let page = 0;
    const server = await serve(({ method }) => {
      if (method === 'server/discover') return MODERN;
      page += 1;
      return { result: { tools: [{ name: `t${page}` }], nextCursor: `c${page}` } };
    });
    const list = await listServerTools(web(server.url));
    expect(list).toMatchObject({ ok: true, value: { note: expect.stringContaining('does not end') } });
    expect(page).toBe(20);
  });

  test('that does not come ends in time, with what the program said instead', async () => {
    const script = join(home, 'silent.mjs');
    await writeFile(script, `process.stderr.write('waiting for a licence\\n'); setInterval(() => {}, 1000);`);
    const result = await listServerTools(program({ args: [script] }, { limits: { ready: 1500 } }));
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'Timeout', message: expect.stringContaining('waiting for a licence') },
    });
  });

  test('of a program that ends half-way tells its last words', async () => {
    const script = join(home, 'dies.mjs');
    await writeFile(
      script,
      `process.stdin.on('data', (data) => {
         const { id, method } = JSON.parse(data.toString().split('\\n')[0]);
         if (method === 'initialize') {
           console.log(JSON.stringify({ jsonrpc: '2.0', id, result: { protocolVersion: '2025-06-18', capabilities: {} } }));
         } else { console.error('out of memory'); process.exit(3); }
       });`,
    );
    expect(await listServerTools(program({ args: [script] }))).toMatchObject({
      ok: false,
      error: { code: 'ProcessExited', message: expect.stringContaining('out of memory') },
    });
  });

  test('of a server set up for the older transport is declined', async () => {
    const server = await serve(() => MODERN);
    expect(await listServerTools(web(server.url, {}, { transport: 'sse' }))).toMatchObject({
      ok: false,
      error: { code: 'Unsupported' },
    });
    expect(server.seen).toEqual([]);
  });
});
