import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { realClients, run } from '../../../e2e/rig/real-clients.ts';
import type { RealClients } from '../../../e2e/rig/real-clients.ts';
import type { ChangeAction } from '../../../shared/actions.ts';
import { ADAPTERS } from '../clients/registry.ts';
import { startEngine } from './test-engine.ts';
import { createTestHome } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let clients: RealClients;
let home: TestHome;
beforeAll(async () => {
  clients = await realClients();
}, 600_000);
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const CODEX = `[mcp_servers.kfuse] # team
url = "https://kfuse.test/mcp"
startup_timeout_sec = 20
[mcp_servers.kfuse.http_headers]
X-Team = "core"

[mcp_servers.local]
command = "npx"
args = ["-y", "x"]
env = { A = "1" }
`;

async function change(...actions: readonly ChangeAction[]): Promise<void> {
  for (const action of actions) {
    const engine = await startEngine(home.env, { adapters: ADAPTERS });
    const result = await engine.changes.apply(action, null);
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  }
}

test('the real Codex reads an edited and renamed server with all its settings', async () => {
  await home.write('.codex/config.toml', CODEX);
  const headers = { 'X-Team': null, 'X-Region': '${REGION}', Authorization: 'Bearer ${KFUSE}' };
  await change(
    { kind: 'edit', ref: 'codex:user:kfuse', changes: { url: 'https://new.test/mcp', headers } },
    { kind: 'rename', ref: 'codex:user:kfuse', name: 'kfuse-eu' },
  );
  const { stdout } = await run(clients.codex, ['mcp', 'list', '--json'], { home: home.home, cwd: home.home });
  expect(JSON.parse(stdout)).toMatchObject([
    {
      name: 'kfuse-eu',
      startup_timeout_sec: 20,
      transport: {
        url: 'https://new.test/mcp',
        bearer_token_env_var: 'KFUSE',
        http_headers: { 'X-Team': 'core' },
        env_http_headers: { 'X-Region': 'REGION' },
      },
    },
    { name: 'local' },
  ]);
});

test('the real Claude Code reads a server copied from Codex, and no longer one under its old name', async () => {
  await home.write('.codex/config.toml', CODEX);
  const target = { client: 'claude-code', scope: 'user', project: null, bridge: false } as const;
  await change(
    { kind: 'copy', ref: 'codex:user:kfuse', targets: [target], name: 'copied' },
    { kind: 'rename', ref: 'claude-code:user:copied', name: 'renamed' },
  );
  const seen = async (name: string) =>
    (await run(clients.claude, ['mcp', 'get', name], { home: home.home, cwd: home.home })).stdout;
  expect(await seen('renamed')).toContain('URL: https://kfuse.test/mcp');
  expect(await seen('renamed')).toContain('X-Team');
  expect(await seen('copied')).not.toContain('kfuse.test');
});

test('the real Codex reads folder, time-outs and tool lists, and a server made another kind', async () => {
  await home.write('.codex/config.toml', CODEX);
  const seen = async (name: string) => {
    const words = ['mcp', 'get', name, '--json'];
    const { stdout } = await run(clients.codex, words, { home: home.home, cwd: home.home });
    return JSON.parse(stdout) as object;
  };
  const settings = {
    cwd: '/srv',
    startTimeout: 500,
    callTimeout: 60_000,
    passedVariables: ['HOME'],
    allowTools: ['search', 'query'],
    denyTools: ['query'],
  };
  await change(
    { kind: 'edit', ref: 'codex:user:local', changes: { settings } },
    {
      kind: 'edit',
      ref: 'codex:user:kfuse',
      changes: { transport: 'stdio', command: 'node', args: ['kfuse.mjs'] },
    },
  );
  expect(await seen('local')).toMatchObject({
    enabled_tools: ['search', 'query'],
    disabled_tools: ['query'],
    startup_timeout_sec: 0.5,
    tool_timeout_sec: 60,
    transport: { type: 'stdio', cwd: '/srv', env_vars: ['HOME'], env: { A: '1' } },
  });
  expect(await seen('kfuse')).toMatchObject({
    startup_timeout_sec: 20,
    transport: { type: 'stdio', command: 'node', args: ['kfuse.mjs'] },
  });
  const changes = { transport: 'http', url: 'https://new.test/mcp', bearerTokenEnvVar: 'KFUSE' } as const;
  await change({ kind: 'edit', ref: 'codex:user:local', changes });
  expect(await seen('local')).toMatchObject({
    enabled_tools: ['search', 'query'],
    tool_timeout_sec: 60,
    transport: { type: 'streamable_http', url: 'https://new.test/mcp', bearer_token_env_var: 'KFUSE' },
  });
});

test('the real Claude Code reads a server made another kind', async () => {
  await home.write(
    '.claude.json',
    JSON.stringify({ mcpServers: { kfuse: { type: 'stdio', command: 'x', args: ['y'], env: { A: '1' } } } }),
  );
  const changes = { transport: 'sse', url: 'http://127.0.0.1:9/sse', settings: { timeout: 9000 } } as const;
  await change({ kind: 'edit', ref: 'claude-code:user:kfuse', changes });
  const words = ['mcp', 'get', 'kfuse'];
  const { stdout } = await run(clients.claude, words, { home: home.home, cwd: home.home });
  expect(stdout).toContain('Type: sse');
  expect(stdout).toContain('URL: http://127.0.0.1:9/sse');
});
