import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTenantServer } from '../../e2e/rig/tenant-server.ts';
import type { TenantServer } from '../../e2e/rig/tenant-server.ts';
import type { SessionCode } from '../../shared/session-sign-in.ts';
import { scratchHome } from './test-support/cli-process.ts';
import type { ScratchHome } from './test-support/cli-process.ts';

let scratch: ScratchHome;
let octo: TenantServer;
beforeEach(async () => {
  scratch = await scratchHome();
  octo = await startTenantServer();
  await scratch.write('.codex/config.toml', `[mcp_servers.octo]\nurl = "${octo.mcpUrl}"\n`);
});
afterEach(async () => {
  await octo.stop();
  await scratch.remove();
});

/** Starts `login --session` and gives what it prints, once a code is there. */
async function begin(...argv: readonly string[]) {
  const child = scratch.spawn(['login', 'octo', '--session', ...argv]);
  const closed = once(child, 'close');
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  child.stdin.end();
  await expect.poll(() => said.err, { timeout: 20_000 }).toMatch(/CODE-\d+/);
  const code = /CODE-\d+/.exec(said.err)?.[0] ?? '';
  return { child, said, code, ended: async () => ((await closed) as [number])[0] };
}

test('shows the code, waits, says who is signed in and that no client is, and ends the session', async () => {
  const { said, code, ended } = await begin('--tenant', 'acme');
  expect(said.err).toContain(`\n    ${octo.origin}/device\n`);
  expect(said.err).toContain(`\n    ${code}\n`);
  octo.decide(code, 'approved');
  expect(await ended()).toBe(0);
  expect(said.out.split('\n')).toEqual([
    'Signed in; 1 h left.',
    'Ada Lovelace (ada@example.com) · roles: Reader, Writer · tenants: acme',
    'It held for one session of MCP Tray, which ends now. No client is signed in by it:',
    'say to yours “Authenticate me to tenant acme.”',
    '',
  ]);
  expect(octo.calls[0]).toMatchObject({ tool: 'authenticate', args: { tenantId: 'acme' } });
  expect([octo.begun(), octo.sessions()]).toEqual([1, 0]);
});

test('gives programs the code on stderr and the outcome on stdout', async () => {
  octo.options.era = 'sessionless';
  const { said, code, ended } = await begin('--json');
  expect((JSON.parse(said.err) as { code: SessionCode }).code).toMatchObject({
    userCode: code,
    verificationUri: `${octo.origin}/device`,
  });
  octo.decide(code, 'approved');
  expect(await ended()).toBe(0);
  expect(JSON.parse(said.out)).toEqual({
    schema: 1,
    ref: 'codex:user:octo',
    tenantId: null,
    signedIn: true,
    expiresAt: expect.any(Number),
    identity: {
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      roles: ['Reader', 'Writer'],
      tenants: ['acme'],
    },
    keepsSession: false,
  });
});

test('quotes a refusal', async () => {
  const { said, code, ended } = await begin();
  octo.decide(code, 'denied');
  expect(await ended()).toBe(1);
  expect(said.err).toContain('You, or a policy, declined the sign-in.');
  expect(said.err).toContain('  “Authentication failed: access_denied');
  expect(said.err).not.toContain('hunter22');
  expect(octo.sessions()).toBe(0);
});

test('Ctrl-C ends the session at the server', async () => {
  const { child, ended } = await begin();
  expect(octo.sessions()).toBe(1);
  child.kill('SIGINT');
  expect(await ended()).toBe(130);
  expect(octo.sessions()).toBe(0);
});

test('goes with its own options alone', async () => {
  for (const more of [['--own'], ['--client'], ['--all'], ['--device']]) {
    expect((await scratch.run(['login', 'octo', '--session', ...more])).exitCode).toBe(2);
  }
  expect((await scratch.run(['login', 'octo', '--tenant', 'acme'])).exitCode).toBe(2);
  await scratch.write('.codex/config.toml', '[mcp_servers.octo]\ncommand = "/bin/true"\n');
  expect((await scratch.run(['login', 'octo', '--session'])).exitCode).toBe(2);
  expect(octo.calls).toEqual([]);
});

test('takes the tenant from an address that names one, and doctor says what such an address is', async () => {
  await scratch.write('.codex/config.toml', `[mcp_servers.octo]\nurl = "${octo.origin}/acme/mcp"\n`);
  const { child, ended } = await begin();
  expect(octo.calls).toMatchObject([{ tool: 'authenticate', args: { tenantId: 'acme' } }]);
  child.kill('SIGINT');
  await ended();
  const doctor = await scratch.run(['doctor', 'octo']);
  expect(doctor.out).toContain('legacy per-tenant endpoint, for acme alone');
  expect(doctor.out).toContain(`One entry with ${octo.origin}/mcp serves every tenant`);
  expect(doctor.out).toContain('Authenticate me to tenant acme.');
});
