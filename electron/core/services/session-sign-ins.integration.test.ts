import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTenantServer } from '../../../e2e/rig/tenant-server.ts';
import type { TenantServer, TenantServerOptions } from '../../../e2e/rig/tenant-server.ts';
import type { SessionSignIn } from '../../../shared/session-sign-in.ts';
import { codex } from '../clients/codex.ts';
import { startEngine } from '../config/test-engine.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createBench } from '../auth/__fixtures__/bench.ts';
import type { Bench } from '../auth/__fixtures__/bench.ts';
import { createSessionSignIns } from './session-sign-ins.ts';
import { createToolDesk } from './tool-desk.ts';
import { createToolOpener } from './tool-opener.ts';

let home: TestHome;
let bench: Bench;
let endings: (() => Promise<void>)[];
beforeEach(async () => {
  home = await createTestHome();
  bench = await createBench();
  endings = [];
});
afterEach(async () => {
  for (const end of endings.toReversed()) await end();
  await bench.stop();
  await home.remove();
});

const GAP = 40;
const handle = { signal: new AbortController().signal, phase: () => undefined, code: () => undefined };

async function server(options: TenantServerOptions = {}): Promise<TenantServer> {
  const made = await startTenantServer(options);
  endings.push(() => made.stop());
  return made;
}

/** Sessions with the only entry of this Codex file, as one MCP Tray would hold them. */
async function tray(config: string, limits: { gap?: number; lease?: number; answer?: number } = {}) {
  await home.write('.codex/config.toml', config);
  const { inventory } = await startEngine(home.env, { adapters: [codex] });
  const [entry] = inventory.state().entries;
  if (entry === undefined) throw new Error('no entry');
  const ports = { fetch, now: Date.now };
  const open = createToolOpener({ env: home.env, ports, engine: bench.engine, expands: () => false });
  const seen: SessionSignIn[] = [];
  const sessions = createSessionSignIns({
    open,
    targetKey: (one) => one.url ?? '',
    now: Date.now,
    onChange: () => seen.push(...sessions.views()),
    limits: { gap: GAP, ...limits },
  });
  endings.push(() => sessions.stop());
  const tools = createToolDesk({ open, held: (one) => sessions.server(one), now: Date.now });
  const start = (tenantId: string | null = 'acme', startPrograms = false) =>
    sessions.start(entry, { tenantId, startPrograms });
  return { entry, sessions, tools, seen, start, check: () => sessions.check(entry) };
}

const at = (url: string) => `[mcp_servers.octo]\nurl = "${url}"\n`;

/** The code that was shown; throws when there is none. */
function codeOf(result: Awaited<ReturnType<Awaited<ReturnType<typeof tray>>['start']>>): string {
  if (!result.ok || result.value.code === null) throw new Error(JSON.stringify(result));
  return result.value.code.userCode;
}

describe('a sign-in inside a server’s session', () => {
  test('shows a code, waits for the second step, and tells who is signed in and until when', async () => {
    const octo = await server();
    const { start, check, sessions, entry, tools } = await tray(at(octo.mcpUrl));
    const begun = await start();
    expect(begun).toMatchObject({
      ok: true,
      value: {
        state: 'waiting',
        tenantId: 'acme',
        keepsSession: true,
        code: {
          verificationUri: `${octo.origin}/device`,
          verificationUriComplete: expect.stringContaining('CODE'),
        },
      },
    });
    expect(octo.calls).toMatchObject([{ tool: 'authenticate', args: { tenantId: 'acme' } }]);
    expect(await check()).toMatchObject({ ok: true, value: { state: 'waiting', expiresAt: null } });
    octo.decide(codeOf(begun), 'approved');
    const before = Date.now();
    const done = await check();
    expect(done).toMatchObject({
      ok: true,
      value: {
        state: 'signed-in',
        code: null,
        identity: {
          name: 'Ada Lovelace',
          email: 'ada@example.com',
          roles: ['Reader', 'Writer'],
          tenants: ['acme'],
        },
      },
    });
    expect((done.ok ? done.value.expiresAt : null) ?? 0).toBeGreaterThanOrEqual(before + 3_600_000);
    const called = { tool: 'list_things', arguments: {}, confirmed: false, startPrograms: false };
    expect(await tools.call(entry, called, handle)).toMatchObject({
      ok: true,
      value: { ok: true, itemCount: 2 },
    });
    expect([octo.begun(), octo.sessions()]).toEqual([1, 1]);
    await sessions.end(entry.ref);
    expect(octo.sessions()).toBe(0);
    expect(await tools.call(entry, called, handle)).toMatchObject({ value: { ok: false } });
    expect(octo.sessions()).toBe(0);
  });

  test('signs in no other session', async () => {
    const octo = await server();
    const one = await tray(at(octo.mcpUrl));
    const other = await tray(at(octo.mcpUrl));
    const code = codeOf(await one.start());
    codeOf(await other.start());
    octo.decide(code, 'approved');
    expect(await one.check()).toMatchObject({ value: { state: 'signed-in' } });
    expect(await other.check()).toMatchObject({ value: { state: 'waiting' } });
    expect(octo.sessions()).toBe(2);
  });

  test.each([
    ['snake_case', (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)],
    ['PascalCase', (name: string) => name.charAt(0).toUpperCase() + name.slice(1)],
  ])('is read in %s too', async (_name, spell) => {
    const octo = await server({ spell });
    const { start, check } = await tray(at(octo.mcpUrl));
    octo.decide(codeOf(await start()), 'approved');
    expect(await check()).toMatchObject({
      value: { state: 'signed-in', identity: { name: 'Ada Lovelace' } },
    });
  });

  test('says “unknown” for whatever the server leaves out', async () => {
    const octo = await server({
      withWhoami: false,
      answers: {
        authenticate: { expiresInSeconds: null, verificationUriComplete: null },
        check_auth_status: { expiresInSeconds: null },
      },
    });
    const { start, check } = await tray(at(octo.mcpUrl));
    const begun = await start();
    expect(begun).toMatchObject({ value: { code: { expiresAt: null, verificationUriComplete: null } } });
    octo.decide(codeOf(begun), 'approved');
    expect(await check()).toMatchObject({ value: { state: 'signed-in', expiresAt: null, identity: null } });
  });

  test.each(['modern', 'sessionless'] as const)('at a %s server says that it may not hold', async (era) => {
    const octo = await server({ era });
    const { start, check } = await tray(at(octo.mcpUrl));
    const begun = await start();
    expect(begun).toMatchObject({ value: { state: 'waiting', keepsSession: false } });
    octo.decide(codeOf(begun), 'approved');
    expect(await check()).toMatchObject({ value: { state: 'signed-in', keepsSession: false } });
  });

  test('ends when it is declined; what the server said is quoted, without secrets', async () => {
    const octo = await server();
    const { start, check, sessions } = await tray(at(octo.mcpUrl));
    octo.decide(codeOf(await start()), 'denied');
    const ended = await check();
    expect(ended).toMatchObject({ ok: false, error: { code: 'AuthDenied' } });
    const detail = (ended.ok ? '' : ended.error.detail) ?? '';
    expect(detail).toContain('<b>no</b>');
    expect(JSON.stringify(ended)).not.toContain('hunter22');
    expect(sessions.views()).toMatchObject([{ state: 'ended', error: { code: 'AuthDenied' } }]);
    expect(octo.sessions()).toBe(0);
  });

  test('ends when the code runs out, though nobody asks', async () => {
    const octo = await server({ answers: { authenticate: { expiresInSeconds: 0.2 } } });
    const { start, sessions } = await tray(at(octo.mcpUrl));
    codeOf(await start());
    await vi.waitFor(() => expect(octo.sessions()).toBe(0));
    expect(sessions.views()).toMatchObject([{ state: 'ended', code: null, error: { code: 'AuthTimeout' } }]);
  });

  test('ends when nobody looks at it any more', async () => {
    const octo = await server();
    const { start, sessions } = await tray(at(octo.mcpUrl), { lease: 200 });
    codeOf(await start());
    await vi.waitFor(() => expect(octo.sessions()).toBe(0));
    expect(sessions.views()).toMatchObject([{ state: 'ended', error: { code: 'Cancelled' } }]);
  });

  test('a slow server is asked once at a time, and never sooner than agreed', async () => {
    const octo = await server({ slow: 150 });
    const { start, check } = await tray(at(octo.mcpUrl), { gap: 300 });
    codeOf(await start());
    await Promise.all([check(), check(), check()]);
    await check();
    const asked = octo.calls.filter(({ tool }) => tool === 'check_auth_status');
    expect(asked).toHaveLength(2);
    // The pause is counted from the answer; a millisecond is what two clocks may differ.
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(150 + 300 - 2);
  });

  test('goes on after an answer that did not come in time', async () => {
    const octo = await server({ slow: 400 });
    const { start, check } = await tray(at(octo.mcpUrl), { answer: 100 });
    const code = codeOf(await start());
    expect(await check()).toMatchObject({
      ok: true,
      value: { state: 'waiting', error: { code: 'Timeout' } },
    });
    octo.options.slow = 0;
    octo.decide(code, 'approved');
    expect(await check()).toMatchObject({ value: { state: 'signed-in', error: null } });
  });

  test('a second click ends the first session; cancelling ends a question under way', async () => {
    const octo = await server({ slow: 5000 });
    const { start, check, sessions, entry } = await tray(at(octo.mcpUrl));
    const first = codeOf(await start());
    const second = codeOf(await start());
    expect(second).not.toBe(first);
    expect([octo.begun(), octo.sessions()]).toEqual([2, 1]);
    const asked = check();
    await vi.waitFor(() => expect(octo.calls.at(-1)?.tool).toBe('check_auth_status'));
    await sessions.end(entry.ref);
    expect(await asked).toMatchObject({ ok: false, error: { code: 'Cancelled' } });
    expect(octo.sessions()).toBe(0);
    expect(sessions.views()).toEqual([]);
  });

  test('quitting ends it, and nothing begins afterwards', async () => {
    const octo = await server();
    const { start, sessions } = await tray(at(octo.mcpUrl));
    codeOf(await start());
    await sessions.stop();
    expect(octo.sessions()).toBe(0);
    expect(await start()).toMatchObject({ ok: false, error: { code: 'Cancelled' } });
    expect(octo.begun()).toBe(1);
  });

  test('notices when the server has forgotten the session, or the sign-in in it', async () => {
    const octo = await server();
    const { start, check } = await tray(at(octo.mcpUrl));
    octo.decide(codeOf(await start()), 'approved');
    await check();
    octo.options.answers = { check_auth_status: { isAuthenticated: false, isPending: true } };
    expect(await check()).toMatchObject({ ok: false, error: { code: 'InvalidGrant' } });
    octo.options.answers = {};
    codeOf(await start());
    await octo.forget();
    expect(await check()).toMatchObject({
      ok: false,
      error: { code: 'SignInFailed', next: 'Get a new code.' },
    });
  });

  test.each([
    ['http://identity.example.com/device'],
    ['javascript:alert(1)'],
    ['file:///etc/passwd'],
    ['https://user:pw@identity.example.com/'],
    ['not an address'],
  ])('never shows a page that must not be opened: %s', async (verificationUri) => {
    const octo = await server({ answers: { authenticate: { verificationUri } } });
    const { start, sessions } = await tray(at(octo.mcpUrl));
    expect(await start()).toMatchObject({ ok: false, error: { code: 'InsecureEndpoint' } });
    expect(sessions.views()).toMatchObject([{ state: 'ended', code: null }]);
    expect(octo.sessions()).toBe(0);
  });

  test('says whom to ask when the server’s own client is unknown, and quotes what it said', async () => {
    const answer = {
      isSuccess: false,
      errorMessage: 'Device authorization request failed: unauthorized_client',
    };
    const octo = await server({ answers: { authenticate: answer } });
    const { start } = await tray(at(octo.mcpUrl));
    expect(await start(null)).toMatchObject({
      ok: false,
      error: {
        code: 'SignInFailed',
        next: expect.stringContaining('may not be fully started'),
        detail: answer.errorMessage,
      },
    });
    expect(octo.calls).toMatchObject([{ tool: 'authenticate', args: {} }]);
  });

  test('a server without such tools, and a program nobody may start, are left alone', async () => {
    const rig = await bench.rig({ open: true });
    const plain = await tray(at(rig.mcpUrl));
    expect(await plain.start()).toMatchObject({ ok: false, error: { code: 'Unsupported' } });
    const program = await tray(
      `[mcp_servers.p]\ncommand = "/bin/sh"\nargs = ["-c", "touch ${home.path('x')}"]\n`,
    );
    expect(await program.start()).toMatchObject({ ok: false, error: { code: 'ConfirmationNeeded' } });
    expect(await program.check()).toMatchObject({ ok: false });
    await expect(home.read('x')).rejects.toThrow('ENOENT');
  });
});

/** A program that signs in by tools, and tells its process id. */
const PROGRAM = `
import { createInterface } from 'node:readline';
import { writeFileSync } from 'node:fs';
writeFileSync(process.argv[2], String(process.pid));
const send = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
const say = (id, value) => send(id, { content: [{ type: 'text', text: JSON.stringify(value) }] });
let code = null;
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') send(id, { protocolVersion: '2025-11-25', capabilities: {} });
  if (method === 'tools/list') send(id, { tools: [{ name: 'authenticate' }, { name: 'check_auth_status' }] });
  if (method !== 'tools/call') return;
  if (params.name === 'authenticate') say(id, { userCode: code = 'ABCD', verificationUri: 'https://id.example/device' });
  else say(id, { isAuthenticated: code !== null });
}).on('close', () => process.exit(0));
`;

test('a program is one session as long as it runs, and is gone afterwards', async () => {
  const script = await home.write('tenants.mjs', PROGRAM);
  const args = JSON.stringify([script, home.path('pid')]);
  const { start, check, sessions, entry } = await tray(
    `[mcp_servers.p]\ncommand = ${JSON.stringify(process.execPath)}\nargs = ${args}\n`,
  );
  expect(await start('acme', true)).toMatchObject({ value: { state: 'waiting', keepsSession: true } });
  expect(await check()).toMatchObject({ value: { state: 'signed-in' } });
  const pid = Number(await home.read('pid'));
  process.kill(pid, 0);
  await sessions.end(entry.ref);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
