import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOAuthRig } from '../../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../../e2e/rig/oauth-rig.ts';
import { realClients, scratchEnv } from '../../../e2e/rig/real-clients.ts';
import type { RealClients } from '../../../e2e/rig/real-clients.ts';
import type { LoginCommand } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { runClientCommand } from './client-login.ts';
import { codexSignIns } from './codex.ts';
import { SIGN_IN_STORES } from './registry.ts';

const base = mkdtempSync(join(tmpdir(), 'mcp-tray-login-'));
const home = join(base, 'home');
const browser = join(base, 'browser.sh');
let clients: RealClients;
let rig: Rig;

beforeAll(async () => {
  [clients, rig] = await Promise.all([realClients(), startOAuthRig()]);
  mkdirSync(join(home, '.codex'), { recursive: true });
  const follow = fileURLToPath(new URL('../../../e2e/rig/fake-browser.ts', import.meta.url));
  script(browser, `exec "${process.execPath}" "${follow}" "$1" >/dev/null 2>&1`);
  writeFileSync(
    join(home, '.codex', 'config.toml'),
    `mcp_oauth_credentials_store = "file"\n[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\n`,
  );
  const servers = { rig: { type: 'http', url: rig.mcpUrl } };
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ mcpServers: servers }));
}, 600_000);
afterAll(async () => {
  await rig.stop();
  rmSync(base, { recursive: true, force: true });
});

function script(path: string, body: string): string {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

function host(vars: Readonly<Record<string, string>> = {}): HostEnv {
  const env = scratchEnv(home, { BROWSER: browser, ...vars });
  return { platform: 'linux', home, tmp: base, user: 'me', vars: env, stateDir: base, version: '0' };
}

function command(argv: readonly string[], needsTerminal = false): LoginCommand {
  return { argv, needsTerminal, cwd: null };
}

function start(
  binaryPath: string,
  login: LoginCommand,
  { signal = new AbortController().signal, timeoutMs = 40_000, env = host() } = {},
) {
  const lines: string[] = [];
  const onOutput = (line: string): void => void lines.push(line);
  const result = runClientCommand({ command: login, binaryPath, env, signal, timeoutMs, onOutput });
  return { lines, result };
}

async function records(owner: string) {
  const store = SIGN_IN_STORES.find((one) => one.owner === owner);
  const listed = await store?.list(host());
  if (listed === undefined || !listed.ok) throw new Error(`${owner}: no list`);
  return listed.value;
}

async function untilEnded(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await delay(100);
  }
  return false;
}

describe('the real clients’ own login', () => {
  const cases = [
    { owner: 'codex', binary: 'codex', needsTerminal: false, file: '.codex/.credentials.json' },
    { owner: 'claude-code', binary: 'claude', needsTerminal: true, file: '.claude/.credentials.json' },
  ] as const;

  it.each(cases)(
    'signs $owner in and out, and its store says so',
    async ({ owner, binary, needsTerminal, file }) => {
      const { lines, result } = start(
        clients[binary],
        command([binary, 'mcp', 'login', 'rig'], needsTerminal),
      );
      expect(await result).toEqual({ ok: true, value: null });
      expect(lines.join('\n')).not.toMatch(/http|state=|code_challenge/);
      const listed = await records(owner);
      expect(listed).toEqual([
        expect.objectContaining({
          owner,
          serverName: 'rig',
          serverUrl: rig.mcpUrl,
          issuer: rig.issuer,
          hasAccessToken: true,
          refreshable: true,
        }),
      ]);
      expect(listed[0]?.expiresAt).toBeGreaterThan(Date.now());
      const stored = readFileSync(join(home, file), 'utf8');
      const tokens = [...stored.matchAll(/"(?:access_?token|refresh_?token)":"([^"]+)"/gi)].map(
        ([, token]) => token,
      );
      expect(tokens).toHaveLength(2);
      for (const token of tokens) expect(JSON.stringify({ listed, lines })).not.toContain(token);

      expect(await start(clients[binary], command([binary, 'mcp', 'logout', 'rig'])).result).toMatchObject({
        ok: true,
      });
      expect((await records(owner)).filter((record) => record.hasAccessToken)).toEqual([]);
    },
  );

  it('reports what the client says when it fails', async () => {
    const { result } = start(clients.codex, command(['codex', 'mcp', 'login', 'nobody']));
    expect(await result).toMatchObject({
      ok: false,
      error: {
        code: 'SignInFailed',
        message: '“codex mcp login nobody” ended with an error (exit 1).',
        detail: expect.stringContaining('nobody') as string,
      },
    });
  });

  it('ends a login that waits for the browser when it is cancelled', async () => {
    const idle = script(join(base, 'idle.sh'), 'exit 0');
    for (const { binary, needsTerminal } of cases) {
      const controller = new AbortController();
      const { lines, result } = start(
        clients[binary],
        command([binary, 'mcp', 'login', 'rig'], needsTerminal),
        {
          signal: controller.signal,
          env: host({ BROWSER: idle }),
        },
      );
      for (let attempt = 0; attempt < 100 && lines.length === 0; attempt += 1) await delay(100);
      controller.abort();
      expect(await result).toMatchObject({ ok: false, error: { code: 'AuthCancelled' } });
    }
  });
});

describe('a client that misbehaves', () => {
  it('is ended with all it started when the time is over', async () => {
    const pidFile = join(base, 'pid');
    const stubborn = script(
      join(base, 'stubborn.sh'),
      `trap "" TERM; sleep 300 & echo $! > "${pidFile}"; wait; wait`,
    );
    for (const needsTerminal of [false, true]) {
      const { result } = start(stubborn, command(['client', 'login'], needsTerminal), { timeoutMs: 700 });
      expect(await result).toMatchObject({ ok: false, error: { code: 'AuthTimeout' } });
      expect(await untilEnded(Number(readFileSync(pidFile, 'utf8')))).toBe(true);
    }
  });

  it('does not hold us when a browser it opened keeps its output open', async () => {
    const leaving = script(join(base, 'leaving.sh'), 'echo signed in; sleep 5 & exit 0');
    const { lines, result } = start(leaving, command(['client', 'login']));
    expect(await result).toMatchObject({ ok: true });
    expect(lines).toEqual(['signed in']);
  });

  it('gets the person’s environment, the entry’s folder and no secret past us', async () => {
    const talking = script(
      join(base, 'talking.sh'),
      'echo "$BROWSER $PWD"; echo "access_token=s3cr3t-value" >&2; exit 3',
    );
    const { lines, result } = start(talking, command(['client', 'login']), {
      env: host({ BROWSER: '/my/own' }),
    });
    expect(await result).toMatchObject({
      ok: false,
      error: { message: '“client login” ended with an error (exit 3).' },
    });
    expect(lines[0]).toBe(`/my/own ${home}`);
    expect(JSON.stringify([lines, await result])).not.toContain('s3cr3t');
  });

  it('may be missing, may be a folder, and may have lost its project', async () => {
    const login = command(['client', 'login']);
    for (const path of [join(base, 'nowhere'), base, join(home, '.claude.json')]) {
      expect(await start(path, login).result).toMatchObject({ ok: false, error: { code: 'NotInstalled' } });
    }
    const lost = { ...login, cwd: join(base, 'gone') };
    expect(await start(browser, lost).result).toMatchObject({ ok: false, error: { code: 'SignInFailed' } });
    const aborted = AbortSignal.abort();
    expect(await start(browser, login, { signal: aborted }).result).toMatchObject({
      ok: false,
      error: { code: 'AuthCancelled' },
    });
  });
});

describe('stores on disk', () => {
  it('are empty when missing, and a failure without content when broken', async () => {
    const store = SIGN_IN_STORES.find(({ owner }) => owner === 'claude-code');
    const at = (name: string): HostEnv => ({ ...host({ CLAUDE_CONFIG_DIR: join(base, name) }) });
    expect(await store?.list(at('missing'))).toEqual({ ok: true, value: [] });
    mkdirSync(join(base, 'broken'));
    writeFileSync(join(base, 'broken', '.credentials.json'), '{"mcpOAuth":{"accessToken":"s3cr3t"');
    const broken = await store?.list(at('broken'));
    expect(broken).toMatchObject({ ok: false, error: { code: 'ConfigInvalid' } });
    expect(JSON.stringify(broken)).not.toContain('s3cr3t');
    mkdirSync(join(base, 'folder', '.credentials.json'), { recursive: true });
    expect(await store?.list(at('folder'))).toMatchObject({ ok: false, error: { code: 'ConfigUnreadable' } });
    mkdirSync(join(base, 'huge'));
    writeFileSync(join(base, 'huge', '.credentials.json'), ' '.repeat(9 * 1024 * 1024));
    expect(await store?.list(at('huge'))).toMatchObject({ ok: false, error: { code: 'ConfigUnreadable' } });
  });

  it('join the keychain with the file, the keychain first, and do without a keychain that fails', async () => {
    const folder = join(base, 'codex');
    mkdirSync(folder);
    const record = { server_name: 'a', server_url: 'http://file/', access_token: 'x' };
    writeFileSync(join(folder, '.credentials.json'), JSON.stringify({ 'a|1': record, 'b|2': record }));
    const env = host({ CODEX_HOME: folder });
    const secret = JSON.stringify({ server_name: 'a', url: 'http://keychain/' });
    const joined = await codexSignIns({ find: () => Promise.resolve([{ account: 'a|1', secret }]) }).list(
      env,
    );
    expect(joined).toMatchObject({
      value: [{ serverUrl: 'http://keychain/' }, { key: 'b|2', serverUrl: 'http://file/' }],
    });
    const failing = await codexSignIns({ find: () => Promise.reject(new Error('no bus')) }).list(env);
    expect(failing).toMatchObject({ ok: true, value: [{ key: 'a|1' }, { key: 'b|2' }] });
  });
});
