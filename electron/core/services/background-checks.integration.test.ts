import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import { json, result, rpcError, serve } from '../connections/test-support/loopback.ts';
import type { LoopbackServer } from '../connections/test-support/loopback.ts';
import type { Core } from '../core.ts';
import { createCore } from '../create-core.ts';
import { readHostEnv } from '../host-env.ts';

let home: string;
let core: Core;
let online: boolean;
/** Addresses that were asked for; only this computer's are really reached. */
let asked: string[];
const servers: LoopbackServer[] = [];

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), text, { mode: 0o600 });
}

async function server(handler: Parameters<typeof serve>[0]): Promise<LoopbackServer> {
  const made = await serve(handler);
  servers.push(made);
  return made;
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-background-'));
  online = true;
  asked = [];
  core = createCore(readHostEnv('0.0.0', { HOME: home, PATH: '/usr/bin' }), {
    openUrl: () => Promise.reject(new Error('no browser is to be opened')),
    revealPath: async () => ok(null),
    chooseFolder: async () => ok(null),
    now: Date.now,
    isOnline: () => online,
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      asked.push(url.host);
      return url.hostname === '127.0.0.1'
        ? fetch(input, init)
        : Promise.reject(new TypeError('fetch failed'));
    },
    hostKind: 'browser',
  });
});

afterEach(async () => {
  await core.stop();
  for (const one of servers.splice(0)) await one.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

const entry = (ref: string) => core.snapshot().entries.find((one) => one.ref === ref);
const connection = (ref: string) => entry(ref)?.connection;

describe('checks that run by themselves', () => {
  it('ask a server what it is and what it offers, call no tool, and start no program', async () => {
    const proof = join(home, 'started');
    const { origin, seen } = await server((request, response) => {
      const { id, method } = request.body ?? {};
      if (method === 'initialize') {
        return result(response, request, { protocolVersion: '2025-06-18', capabilities: { tools: {} } });
      }
      if (method === 'tools/list') return result(response, request, { tools: [{ name: 'drop' }] });
      if (method === undefined) return json(response, 404, {});
      rpcError(response, 400, { code: -32601, message: 'no such method' }, id);
    });
    await write(
      '.codex/config.toml',
      `[mcp_servers.a]\nurl = "${origin}/mcp"\n\n[mcp_servers.p]\ncommand = "/usr/bin/touch"\nargs = ["${proof}"]\n`,
    );
    await core.start({ monitor: true });
    await vi.waitFor(() => expect(connection('codex:user:a')?.state).toBe('connected'), { timeout: 10_000 });
    expect(seen.some((line) => line.includes('tools/call'))).toBe(false);
    expect(connection('codex:user:p')?.state).toBe('unknown');
    await expect(readFile(proof)).rejects.toThrow('ENOENT');
  });

  it('do not dial an address that an unapproved project file brought', async () => {
    const { origin, seen } = await server((_request, response) => json(response, 401, {}));
    const project = join(home, 'app');
    await write(
      'app/.mcp.json',
      JSON.stringify({ mcpServers: { x: { type: 'http', url: `${origin}/mcp` } } }),
    );
    await write('.claude.json', JSON.stringify({ projects: { [project]: {} } }));
    const own = await server((_request, response) => json(response, 401, {}));
    await write('.codex/config.toml', `[mcp_servers.a]\nurl = "${own.origin}/mcp"\n`);
    await core.start({ monitor: true });
    await vi.waitFor(() => expect(connection('codex:user:a')?.state).toBe('needs-auth'), { timeout: 10_000 });
    expect(core.snapshot().entries.find(({ name }) => name === 'x')?.approval).toBe('pending');
    expect(seen).toEqual([]);
  });

  it('without a network ask only servers on this computer, and say why they rest', async () => {
    online = false;
    const { origin } = await server((_request, response) => json(response, 401, {}));
    await write(
      '.codex/config.toml',
      `[mcp_servers.near]\nurl = "${origin}/mcp"\n\n[mcp_servers.far]\nurl = "https://far.example/mcp"\n`,
    );
    await core.start({ monitor: true });
    await vi.waitFor(() => expect(connection('codex:user:near')?.state).toBe('needs-auth'), {
      timeout: 10_000,
    });
    expect(asked).not.toContain('far.example');
    expect(connection('codex:user:far')?.state).toBe('unknown');
    expect(core.snapshot().background?.pausedBy).toBe('offline');
  });

  it('rest while a person has paused them, and go on at a word', async () => {
    const { origin, seen } = await server((_request, response) => json(response, 401, {}));
    await write('.codex/config.toml', `[mcp_servers.a]\nurl = "${origin}/mcp"\n`);
    await core.start({ monitor: true });
    await core.handlers['checks:pause']({ until: Date.now() + 3_600_000 });
    expect(core.snapshot().background?.pausedBy).toBe('person');
    await new Promise((resolve) => void setTimeout(resolve, 2_500));
    expect(seen).toEqual([]);
    await core.handlers['checks:pause']({ until: null });
    await vi.waitFor(() => expect(connection('codex:user:a')?.state).toBe('needs-auth'), { timeout: 10_000 });
  });
});

it('a server whose tools sign people in says so once they were listed, and after each later check', async () => {
  const names = ['authenticate', 'check_auth_status', 'get_rows'];
  const { origin } = await server((request, response) => {
    const { id, method } = request.body ?? {};
    if (method === 'initialize') {
      return result(response, request, { protocolVersion: '2025-06-18', capabilities: { tools: {} } });
    }
    if (method === 'tools/list') {
      const tools = names.map((name) => ({ name, inputSchema: { type: 'object' } }));
      return result(response, request, { tools });
    }
    if (method?.startsWith('notifications/')) return void response.writeHead(202).end();
    if (method === undefined) return json(response, 404, {});
    rpcError(response, 400, { code: -32601, message: 'no such method' }, id);
  });
  await write(
    '.codex/config.toml',
    `[mcp_servers.octo]
url = "${origin}/mcp"

[mcp_servers.with-token]
url = "${origin}/mcp"
http_headers = { Authorization = "Bearer made-up" }
`,
  );
  await core.load();
  // With a token to prove, each check lists the tools.
  const withToken = 'codex:user:with-token';
  await core.handlers['server:check']({ refs: [withToken], startPrograms: false });
  expect(entry(withToken)).toMatchObject({ auth: { state: 'static' }, can: { sessionSignIn: true } });
  const ref = 'codex:user:octo';
  await core.handlers['server:check']({ refs: [ref], startPrograms: false });
  expect(entry(ref)).toMatchObject({ auth: { state: 'not-needed' }, can: { sessionSignIn: false } });
  expect(await core.handlers['server:tools']({ ref, startPrograms: false })).toMatchObject({ ok: true });
  expect(entry(ref)).toMatchObject({
    auth: { state: 'server-session', owner: null },
    can: { sessionSignIn: true },
  });
  await core.handlers['server:check']({ refs: [ref], startPrograms: false });
  expect(entry(ref)?.auth.state).toBe('server-session');
});
