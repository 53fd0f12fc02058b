import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RigOptions } from '../../../e2e/rig/oauth-rig.ts';
import { createBench } from '../auth/__fixtures__/bench.ts';
import type { Bench } from '../auth/__fixtures__/bench.ts';
import { codex } from '../clients/codex.ts';
import { startEngine } from '../config/test-engine.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createToolDesk } from './tool-desk.ts';
import { createToolOpener } from './tool-opener.ts';

let home: TestHome;
let bench: Bench;
beforeEach(async () => {
  home = await createTestHome();
  bench = await createBench();
});
afterEach(async () => {
  await bench.stop();
  await home.remove();
});

const signal = new AbortController().signal;
const handle = { signal, phase: () => undefined, code: () => undefined };
const call = (tool: string, given: Record<string, unknown> = {}) => ({
  tool,
  arguments: given,
  confirmed: false,
  startPrograms: false,
});

/** The desk, and the only entry of this Codex file. */
async function desk(config: string) {
  await home.write('.codex/config.toml', config);
  const { inventory } = await startEngine(home.env, { adapters: [codex] });
  const [entry] = inventory.state().entries;
  if (entry === undefined) throw new Error('no entry');
  const ports = { fetch, now: Date.now };
  return {
    entry,
    tools: createToolDesk({
      open: createToolOpener({ env: home.env, ports, engine: bench.engine, expands: () => false }),
      held: () => null,
      now: Date.now,
    }),
  };
}

async function atRig(options: RigOptions = {}) {
  const rig = await bench.rig(options);
  return { rig, ...(await desk(`[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\n`)) };
}

test('our own sign-in is used, once there is one', async () => {
  const { rig, entry, tools } = await atRig();
  expect(await tools.call(entry, call('whoami'), handle)).toMatchObject({
    ok: false,
    error: { code: 'AuthRequired', message: '"rig": HTTP 401.', next: 'Sign in.' },
  });
  expect(await bench.signIn(rig)).toMatchObject({ ok: true });
  const list = await tools.list(entry, { startPrograms: false, signal });
  expect(list).toMatchObject({
    ok: true,
    value: { note: null, tools: [{ name: 'echo' }, { name: 'whoami' }] },
  });
  const answered = await tools.call(entry, call('whoami'), handle);
  expect(answered).toMatchObject({ ok: true, value: { ok: true, text: expect.stringMatching(/\S/) } });
  expect(answered).not.toMatchObject({ value: { text: 'nobody' } });
  expect(await tools.call(entry, call('echo', { text: 'hi' }), handle)).toMatchObject({
    value: { ok: true, text: 'hi' },
  });
});

test('a call that needs more access says so, and the next sign-in asks for it', async () => {
  const { rig, entry, tools } = await atRig({ insufficientScope: true });
  await bench.signIn(rig);
  bench.later(1000);
  expect(await tools.call(entry, call('echo', { text: 'hi' }), handle)).toMatchObject({
    ok: false,
    error: { code: 'InsufficientScope' },
  });
  expect(await bench.engine.fact(rig.mcpUrl)).toMatchObject({
    ok: true,
    value: { state: 'insufficient-scope' },
  });
  bench.later(1000);
  await bench.signIn(rig);
  expect(await tools.call(entry, call('echo', { text: 'hi' }), handle)).toMatchObject({
    value: { ok: true, text: 'hi' },
  });
});

test('an entry with its own Authorization header is never given our token', async () => {
  const rig = await bench.rig();
  await bench.signIn(rig);
  const { entry, tools } = await desk(
    `[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\nhttp_headers = { Authorization = "Bearer made-up" }\n`,
  );
  expect(await tools.list(entry, { startPrograms: false, signal })).toMatchObject({
    ok: false,
    error: { code: 'AuthRequired' },
  });
});

test('a program is not started unasked', async () => {
  const { entry, tools } = await desk(
    `[mcp_servers.p]\ncommand = "/bin/sh"\nargs = ["-c", "touch ${home.path('started')}"]\n`,
  );
  expect(await tools.list(entry, { startPrograms: false, signal })).toMatchObject({
    ok: false,
    error: { code: 'ConfirmationNeeded' },
  });
  expect(await tools.call(entry, call('x'), handle)).toMatchObject({ error: { code: 'ConfirmationNeeded' } });
  await expect(home.read('started')).rejects.toThrow('ENOENT');
});

test('an entry whose variables are not set is not dialled', async () => {
  const { entry, tools } = await desk(
    '[mcp_servers.v]\nurl = "http://127.0.0.1:9/mcp"\nbearer_token_env_var = "NOT_SET_HERE"\n',
  );
  expect(await tools.list(entry, { startPrograms: false, signal })).toMatchObject({
    ok: false,
    error: { code: 'Unsupported', message: expect.stringContaining('NOT_SET_HERE is not set') },
  });
});
