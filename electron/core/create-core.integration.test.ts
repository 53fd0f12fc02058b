import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { startTenantServer } from '../../e2e/rig/tenant-server.ts';
import { createCore } from './create-core.ts';
import type { Core } from './core.ts';
import { readHostEnv } from './host-env.ts';
import type { Ports } from './ports.ts';

let home: string;
let core: Core;
let requests: number;
let revealed: string[];
let opened: string[];
let server: Server;
let address: string;

const ports: Ports = {
  openUrl: async (url) => {
    opened.push(url);
    return ok(null);
  },
  revealPath: async (path) => {
    revealed.push(path);
    return ok(null);
  },
  chooseFolder: async () => ok(null),
  isOnline: () => true,
  now: () => Date.now(),
  fetch: (...args) => fetch(...args),
  hostKind: 'cli',
};

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), text, { mode: 0o600 });
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-core-'));
  requests = 0;
  revealed = [];
  opened = [];
  server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  // Without a bus there is no keychain: that must not disturb anything else.
  core = createCore(readHostEnv('0.0.0', { HOME: home, PATH: '/usr/bin' }), ports);
});

afterEach(async () => {
  await core.stop();
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

const entry = (ref: string) => core.snapshot().entries.find((one) => one.ref === ref);

describe('the core', () => {
  it('reads everything once without a request, a program or a write', async () => {
    await write('.codex/config.toml', `[mcp_servers.a]\nurl = "${address}"\n`);
    await core.load();
    expect(entry('codex:user:a')).toMatchObject({ name: 'a', line: 1, connection: { state: 'unknown' } });
    expect(requests).toBe(0);
    await expect(readFile(join(home, '.local/state/mcp-tray/history.json'))).rejects.toThrow('ENOENT');
  });

  it('shows the files it lists in their folders, and no other path', async () => {
    await write('.codex/config.toml', '[mcp_servers.a]\ncommand = "a"\n');
    await core.load();
    const path = join(home, '.codex/config.toml');
    expect(await core.handlers['file:reveal']({ path })).toEqual(ok(null));
    expect(await core.handlers['file:reveal']({ ref: 'codex:user:a' })).toEqual(ok(null));
    expect(await core.handlers['file:reveal']({ path: '/etc/passwd' })).toMatchObject({
      ok: false,
      error: { code: 'InvalidRequest' },
    });
    expect(revealed).toEqual([path, path]);
  });

  it('probes entries of one address once and tells each what was found', async () => {
    await write('.codex/config.toml', `[mcp_servers.a]\nurl = "${address}"\n`);
    await write('.claude.json', JSON.stringify({ mcpServers: { b: { type: 'http', url: address } } }));
    await core.load();
    const before = requests;
    const refs = ['codex:user:a', 'claude-code:user:b'];
    await core.handlers['server:check']({ refs: [refs[0] ?? ''], startPrograms: false });
    const once = requests - before;
    await core.handlers['server:check']({ refs, startPrograms: false });
    expect(requests - before - once).toBeLessThanOrEqual(once);
    for (const ref of refs) {
      expect(entry(ref)).toMatchObject({ connection: { state: 'needs-auth' }, auth: { state: 'needed' } });
    }
  });

  it('does not start a program unless told to', async () => {
    const proof = join(home, 'started');
    await write('.codex/config.toml', `[mcp_servers.p]\ncommand = "/usr/bin/touch"\nargs = ["${proof}"]\n`);
    await core.load();
    await core.handlers['server:check']({ refs: ['codex:user:p'], startPrograms: false });
    expect(entry('codex:user:p')?.connection.state).toBe('skipped');
    await expect(readFile(proof)).rejects.toThrow('ENOENT');
    await core.handlers['server:check']({ refs: ['codex:user:p'], startPrograms: true });
    expect(await readFile(proof, 'utf8')).toBe('');
    expect(entry('codex:user:p')?.connection.state).toBe('process-error');
  });

  it('forgets a check when the address changes', async () => {
    await write('.codex/config.toml', `[mcp_servers.a]\nurl = "${address}"\n`);
    await core.load();
    await core.handlers['server:check']({ refs: ['codex:user:a'], startPrograms: false });
    await write('.codex/config.toml', `[mcp_servers.a]\nurl = "${address}/other"\n`);
    await core.refresh();
    expect(entry('codex:user:a')?.connection.state).toBe('unknown');
  });

  it('tells every front about an edit from outside, with a higher revision', async () => {
    await write('.codex/config.toml', '[mcp_servers.a]\ncommand = "a"\n');
    await core.start({ monitor: false });
    const revision = core.snapshot().revision;
    const seen: number[] = [];
    core.onChange((snapshot) => seen.push(snapshot.revision));
    await write('.codex/config.toml', '[mcp_servers.b]\ncommand = "b"\n');
    await vi.waitFor(() => expect(entry('codex:user:b')).toBeDefined(), { timeout: 8_000 });
    expect(Math.max(...seen)).toBeGreaterThan(revision);
  });

  it('answers for a server that is gone with a sentence, not with an exception', async () => {
    await core.load();
    const answers = await Promise.all([
      core.handlers['server:doctor']({ ref: 'codex:user:none' }),
      core.handlers['server:text']({ ref: 'codex:user:none' }),
      core.handlers['sign-in:start']({ ref: 'codex:user:none', via: 'own' }),
      core.handlers['change:apply']({ action: { kind: 'disable', ref: 'codex:user:none' }, base: null }),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'EntryNotFound' } });
    }
  });
});

describe('a code to enter', () => {
  it('has its page opened by the name of its server alone, and its session ended with the program', async () => {
    const octo = await startTenantServer();
    try {
      await write('.codex/config.toml', `[mcp_servers.octo]\nurl = "${octo.mcpUrl}"\n`);
      await core.load();
      const ref = 'codex:user:octo';
      const page = () => core.handlers['sign-in:open-page']({ ref });
      expect(await page()).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
      await core.handlers['session-sign-in:start']({ ref, tenantId: 'acme', startPrograms: false });
      const { code } = core.snapshot().sessionSignIns[0] ?? {};
      expect(opened).toEqual([]);
      expect(await page()).toEqual(ok(null));
      expect(opened).toEqual([code?.verificationUriComplete]);
      expect(octo.sessions()).toBe(1);
      await core.stop();
      expect(octo.sessions()).toBe(0);
      expect(await page()).toMatchObject({ ok: false });
    } finally {
      await octo.stop();
    }
  });
});
