import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { leftRound } from '../../shared/sign-in-round.ts';
import { json, serve } from './connections/test-support/loopback.ts';
import type { LoopbackServer } from './connections/test-support/loopback.ts';
import { createTestHome } from './config/test-home.ts';
import type { TestHome } from './config/test-home.ts';
import type { Core } from './core.ts';
import { createCore } from './create-core.ts';

/** What a person has said or begun holds when MCP Tray ends and starts anew, or runs twice. */

let home: TestHome;
let server: LoopbackServer;
const running = new Set<Core>();

beforeEach(async () => {
  home = await createTestHome();
  server = await serve((_request, response) => json(response, 401, {}, { 'www-authenticate': 'Bearer' }));
  const url = `${server.origin}/mcp`;
  await home.write(
    '.codex/config.toml',
    `mcp_oauth_credentials_store = "file"\n\n[mcp_servers.x]\nurl = "${url}"\n`,
  );
  await home.write('.cursor/mcp.json', JSON.stringify({ mcpServers: { x: { url } } }));
});
afterEach(async () => {
  for (const core of running) await end(core);
  await server.close();
  await home.remove();
});

async function startCore(): Promise<Core> {
  const core = createCore(home.env, {
    openUrl: async () => ok(null),
    revealPath: async () => ok(null),
    chooseFolder: async () => ok(null),
    now: Date.now,
    fetch,
    isOnline: () => true,
    hostKind: 'browser',
  });
  running.add(core);
  await core.start({ monitor: true });
  return core;
}

async function end(core: Core): Promise<void> {
  running.delete(core);
  await core.stop();
}

const HOUR = 3_600_000;
const file = (name: string): string => join(home.stateDir, `${name}.json`);

describe('a pause of the checks', () => {
  it('holds after a restart until its end, for every program that runs', async () => {
    const first = await startCore();
    const until = Date.now() + HOUR;
    await first.handlers['checks:pause']({ until });
    await end(first);
    server.seen.length = 0;
    const next = await startCore();
    expect(next.snapshot().background).toMatchObject({ pausedBy: 'person', until });
    const other = await startCore();
    await new Promise((resolve) => void setTimeout(resolve, 2_500));
    expect(server.seen).toEqual([]);
    await other.handlers['checks:pause']({ until: null });
    await vi.waitFor(() => expect(next.snapshot().background?.pausedBy).toBeNull(), { timeout: 5_000 });
    await vi.waitFor(() => expect(server.seen).not.toEqual([]), { timeout: 10_000 });
    expect((await stat(file('pause'))).mode & 0o777).toBe(0o600);
  });

  it('without an end holds until the person resumes the checks', async () => {
    const first = await startCore();
    await first.handlers['checks:pause']({ until: 'resumed' });
    await end(first);
    const next = await startCore();
    expect(next.snapshot().background).toMatchObject({ pausedBy: 'person', until: null });
    await next.handlers['checks:pause']({ until: null });
    await end(next);
    expect((await startCore()).snapshot().background?.pausedBy).toBeNull();
  });

  it('that is over, or that nobody can read, is none; the file is told and kept', async () => {
    const first = await startCore();
    await first.handlers['checks:pause']({ until: Date.now() + 200 });
    await end(first);
    await new Promise((resolve) => void setTimeout(resolve, 250));
    const next = await startCore();
    expect(next.snapshot().background?.pausedBy).toBeNull();
    await end(next);
    await writeFile(file('pause'), '{"items":[{"until":"tomorrow"}]}');
    const last = await startCore();
    expect(last.snapshot().background?.pausedBy).toBeNull();
    expect(last.snapshot().ownProblems).toEqual([
      expect.stringMatching(/was damaged and is kept as .*pause\.broken-/),
    ]);
    const kept = (await readdir(home.stateDir)).find((name) => name.startsWith('pause.broken-')) ?? '';
    expect(await readFile(join(home.stateDir, kept), 'utf8')).toContain('tomorrow');
    await end(last);
    expect((await startCore()).snapshot().ownProblems).toEqual([]);
  });

  it('holds for this run where our folder cannot be written', async () => {
    const core = await startCore();
    if (process.getuid?.() !== 0) await chmod(home.stateDir, 0o500);
    await core.handlers['checks:pause']({ until: Date.now() + HOUR });
    expect(core.snapshot().background?.pausedBy).toBe('person');
    await chmod(home.stateDir, 0o700);
  });
});

describe('a round of sign-ins', () => {
  it('is offered again with the places that are left, and starts nothing by itself', async () => {
    const first = await startCore();
    await first.handlers['sign-in-round:open']({ ref: 'codex:user:x' });
    // Codex is not installed here, so this place is left to the person.
    await first.handlers['sign-in-round:start'](null);
    await first.handlers['sign-in-round:step']({ id: 'cursor:user:x', what: 'skip' });
    await end(first);

    const next = await startCore();
    const round = next.snapshot().signInRound;
    expect(round).toMatchObject({ name: 'x', going: false, fromBefore: true });
    expect(leftRound(next.snapshot())).toEqual({ name: 'x', left: 1, ref: 'codex:user:x' });
    expect(round?.steps.find(({ owner }) => owner === 'cursor')).toMatchObject({
      state: 'skipped',
      detail: 'You skipped it.',
    });
    expect(next.snapshot().operations).toEqual([]);
    await next.handlers['sign-in-round:forget'](null);
    expect(next.snapshot().signInRound).toBeNull();
    await end(next);
    expect((await startCore()).snapshot().signInRound).toBeNull();
  });

  it('that was only looked at is not', async () => {
    const first = await startCore();
    await first.handlers['sign-in-round:open']({ ref: 'codex:user:x' });
    await end(first);
    expect((await startCore()).snapshot().signInRound).toBeNull();
  });
});
