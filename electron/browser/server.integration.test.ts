import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ok } from '../../shared/errors.ts';
import { coreDouble } from '../cli/test-support/core-double.ts';
import type { CoreDouble } from '../cli/test-support/core-double.ts';
import { snapshotFixture } from '../cli/test-support/snapshot-fixture.ts';
import { serveBrowserHost } from './server.ts';
import type { BrowserHost } from './server.ts';

let rendererDir = '';
let core: CoreDouble;
let host: BrowserHost;
let origin = '';
let now = 0;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  rendererDir = await mkdtemp(join(tmpdir(), 'renderer-'));
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>MCP Tray</title>');
  await writeFile(join(rendererDir, 'app.js'), 'run()');
  core = coreDouble({ handlers: { 'project:add': async () => ok(null) } });
  now = 1_000;
  const result = await serveBrowserHost({ core, rendererDir, now: () => now });
  if (!result.ok) throw new Error(result.error.message);
  host = result.value;
  origin = `http://127.0.0.1:${host.port}`;
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await host.close();
  await rm(rendererDir, { recursive: true });
});

const tokenIn = (link: string): string => link.split('#t=')[1] ?? '';

function postSession(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', ...headers },
    body,
  });
}

/** The path that the last session is good for. */
let bridge = '/bridge/unknown';

async function openSession(link = host.newLink()): Promise<string> {
  const response = await postSession(JSON.stringify({ token: tokenIn(link) }));
  expect(response.status).toBe(200);
  bridge = ((await response.json()) as { bridge: string }).bridge;
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

/** The status a raw request gets; fetch would not let us set Host. */
function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: host.port, path, headers, setHost: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

interface Window {
  readonly socket: WebSocket;
  /** The next message that was pushed or answered. */
  next(): Promise<Record<string, unknown>>;
  send(message: unknown): void;
  closed: Promise<number>;
}

function openWindow(
  cookie: string,
  headers: Record<string, string> = {},
  { autoPong = true, path = bridge } = {},
): Promise<Window> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, {
    headers: { origin, cookie, ...headers },
    autoPong,
  });
  sockets.push(socket);
  const received: Record<string, unknown>[] = [];
  const waiting: ((message: Record<string, unknown>) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Record<string, unknown>;
    const waiter = waiting.shift();
    if (waiter === undefined) received.push(message);
    else waiter(message);
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () =>
      resolve({
        socket,
        closed,
        send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
        next: () => {
          const message = received.shift();
          return message === undefined ? new Promise((wait) => waiting.push(wait)) : Promise.resolve(message);
        },
      }),
    );
  });
}

const refusedWith = (status: number): { message: string } =>
  expect.objectContaining({ message: `Unexpected server response: ${status}` });

test('serves the page with strict headers, and keeps nothing of it in a cache', async () => {
  const response = await fetch(`${origin}/`);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('MCP Tray');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self'"),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('a file that has not changed is not sent again', async () => {
  const etag = (await fetch(`${origin}/app.js`)).headers.get('etag') ?? '';
  const again = await fetch(`${origin}/app.js`, { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('the link carries the token where no server and no log ever sees it', () => {
  expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}$/);
});

test.each(['evil.test', '169.254.0.1', 'localhost'])('refuses the host name %s', async (name) => {
  expect(await statusOf('/', { host: name })).toBe(403);
});

test('answers to localhost with our port', async () => {
  expect(await statusOf('/', { host: `localhost:${host.port}` })).toBe(200);
});

test('only reads: a POST to a file and a GET of the session are refused', async () => {
  expect((await fetch(`${origin}/app.js`, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${origin}/session`)).status).toBe(405);
});

test('a path that climbs out of the folder is not found', async () => {
  expect(await statusOf('/../../../etc/passwd', { host: `127.0.0.1:${host.port}` })).toBe(404);
  expect(await statusOf('/%2e%2e/package.json', { host: `127.0.0.1:${host.port}` })).toBe(404);
});

test('a token opens one session, once', async () => {
  const body = JSON.stringify({ token: tokenIn(host.url) });
  const first = await postSession(body);
  expect(first.status).toBe(200);
  const { bridge: path } = (await first.json()) as { bridge: string };
  expect(path).toMatch(/^\/bridge\/[\w-]{22}$/);
  expect(first.headers.get('set-cookie')).toContain(`; Path=${path}; HttpOnly; SameSite=Strict`);
  expect((await postSession(body)).status).toBe(401);
});

test('a token is of no use after ten minutes', async () => {
  now += 10 * 60_000;
  expect((await postSession(JSON.stringify({ token: tokenIn(host.url) }))).status).toBe(401);
});

test('guessing locks all links until the person asks for a new one', async () => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect((await postSession('{"token":"guess"}')).status).toBe(401);
  }
  expect((await postSession(JSON.stringify({ token: tokenIn(host.url) }))).status).toBe(429);
  expect(await openSession(host.newLink())).toContain('mcp-tray-');
});

test('a session is only given to our own page, in JSON, in few bytes', async () => {
  const body = JSON.stringify({ token: tokenIn(host.url) });
  expect((await postSession(body, { origin: 'http://evil.test' })).status).toBe(403);
  expect((await postSession(body, { origin: 'null' })).status).toBe(403);
  expect((await postSession(body, { origin: `http://127.0.0.1:${host.port + 1}` })).status).toBe(403);
  expect((await postSession(body, { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await postSession('{"token":')).status).toBe(400);
  expect((await postSession('{"token":5}')).status).toBe(400);
  expect((await postSession(JSON.stringify({ token: 'x'.repeat(5000) }))).status).toBe(413);
  // None of these used the token up.
  expect((await postSession(body)).status).toBe(200);
});

test('a window needs the cookie, our host and our origin', async () => {
  const cookie = await openSession();
  await expect(openWindow('')).rejects.toEqual(refusedWith(401));
  await expect(openWindow(`mcp-tray-${host.port}=guess`)).rejects.toEqual(refusedWith(401));
  await expect(openWindow(cookie, { origin: 'http://evil.test' })).rejects.toEqual(refusedWith(403));
  await expect(
    openWindow(cookie, { origin: `http://evil.test:${host.port}`, host: `evil.test:${host.port}` }),
  ).rejects.toEqual(refusedWith(403));
  await expect(openWindow(cookie, {}, { path: '/bridge' })).rejects.toEqual(refusedWith(404));
  await expect(openWindow(cookie)).resolves.toBeDefined();
});

test('a window gets the present state at once, answers to its requests, and every change', async () => {
  const window = await openWindow(await openSession());
  expect(await window.next()).toMatchObject({ event: 'snapshot:changed', payload: { revision: 1 } });
  window.send({ id: 1, channel: 'project:add', input: { path: '/work' } });
  expect(await window.next()).toEqual({ id: 1, output: { ok: true, value: null } });
  window.send({ id: 2, channel: 'project:add', input: { path: 5 } });
  expect(await window.next()).toMatchObject({ id: 2, output: { error: { code: 'InvalidRequest' } } });
  core.change(snapshotFixture({ revision: 2 }));
  expect(await window.next()).toMatchObject({ event: 'snapshot:changed', payload: { revision: 2 } });
});

test('two windows see the same change; closing one leaves the other', async () => {
  const cookie = await openSession();
  const [a, b] = [await openWindow(cookie), await openWindow(cookie)];
  await Promise.all([a.next(), b.next()]);
  core.change(snapshotFixture({ revision: 2 }));
  expect(await a.next()).toMatchObject({ payload: { revision: 2 } });
  expect(await b.next()).toMatchObject({ payload: { revision: 2 } });
  a.socket.close();
  await a.closed;
  await expect.poll(() => core.listeners()).toBe(1);
  core.change(snapshotFixture({ revision: 3 }));
  expect(await b.next()).toMatchObject({ payload: { revision: 3 } });
});

test('a window that does not read gets only the newest of many large states', async () => {
  const window = await openWindow(await openSession());
  await window.next();
  window.socket.pause();
  const padding = 'x'.repeat(4_000_000);
  const revisions = Array.from({ length: 40 }, (_, index) => index + 2);
  for (const revision of revisions) {
    core.change(snapshotFixture({ revision, projects: [{ path: padding, source: 'added' }] }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  window.socket.resume();
  const seen: number[] = [];
  while (seen.at(-1) !== 41) {
    const { payload } = await window.next();
    seen.push((payload as { revision: number }).revision);
  }
  expect(seen.length).toBeLessThan(revisions.length);
});

test('a window that sends too much, binary data or nonsense is closed', async () => {
  const cookie = await openSession();
  const large = await openWindow(cookie);
  large.send('x'.repeat(1024 * 1024 + 1));
  expect(await large.closed).toBe(1009);
  const binary = await openWindow(cookie);
  binary.socket.send(Buffer.from([1, 2, 3]));
  expect(await binary.closed).toBe(1008);
  const nonsense = await openWindow(cookie);
  nonsense.send('not json');
  expect(await nonsense.closed).toBe(1008);
});

test('a window that no longer answers is let go, one that answers stays', async () => {
  await host.close();
  const beating = await serveBrowserHost({ core, rendererDir, heartbeatMs: 500 });
  if (!beating.ok) throw new Error(beating.error.message);
  host = beating.value;
  origin = `http://127.0.0.1:${host.port}`;
  const cookie = await openSession();
  const living = await openWindow(cookie);
  const silent = await openWindow(cookie, {}, { autoPong: false });
  await silent.closed;
  expect(living.socket.readyState).toBe(WebSocket.OPEN);
  await expect.poll(() => core.listeners()).toBe(1);
});

test('closing ends open windows and idle connections, and stops listening to the core', async () => {
  const window = await openWindow(await openSession());
  const idle = connect(host.port, '127.0.0.1');
  await new Promise((resolve) => idle.once('connect', resolve));
  const idleEnded = new Promise((resolve) => idle.once('close', resolve));
  await host.close();
  await Promise.all([window.closed, idleEnded]);
  expect(core.listeners()).toBe(0);
  await expect(fetch(origin)).rejects.toThrow('fetch failed');
  const again = await serveBrowserHost({ core, rendererDir });
  if (!again.ok) throw new Error(again.error.message);
  host = again.value;
});

test('says plainly when a port is taken, and when the page is not built', async () => {
  const taken = await serveBrowserHost({ core, rendererDir, port: host.port });
  expect(taken).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
  const unbuilt = await serveBrowserHost({ core, rendererDir: join(rendererDir, 'missing') });
  expect(unbuilt).toMatchObject({ ok: false, error: { code: 'NotInstalled' } });
});
