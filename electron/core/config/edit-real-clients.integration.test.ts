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
