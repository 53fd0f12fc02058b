import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realClients, run } from '../../../e2e/rig/real-clients.ts';
import type { ChangeAction } from '../../../shared/actions.ts';
import { ok } from '../../../shared/errors.ts';
import { ADAPTERS } from '../clients/registry.ts';
import type { ClientLock } from '../clients/types.ts';
import { withClientLock } from './client-lock.ts';
import { startEngine } from './test-engine.ts';
import type { Engine } from './test-engine.ts';
import { createTestHome, runChild } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const KINDS: Readonly<Record<string, (folder: string) => ClientLock>> = {
  folder: () => 'folder',
  'folder-with-owner': () => 'folder-with-owner',
  'a folder elsewhere': (folder) => ({ folder, holds: 'nothing', staleMs: 15_000 }),
  heartbeat: (folder) => ({ folder, holds: 'heartbeat', staleMs: 60_000 }),
  process: (folder) => ({ folder, holds: 'process', staleMs: 10_000 }),
};

/** What the clients do, call by call: takes the lock, says so, writes the file after a while, lets go. */
const HOLDER = `
  const { mkdirSync, renameSync, rmSync, rmdirSync, writeFileSync } = await import('node:fs');
  const [path, kind, hold] = args;
  const lock = path + '.lock';
  const file = { 'folder-with-owner': 'owner.1.2.x', process: 'owner.json' }[kind];
  if (file !== undefined) {
    mkdirSync(lock + '.tmp.1.2.x');
    const content = JSON.stringify({ token: '1.2.x', pid: process.pid });
    writeFileSync(lock + '.tmp.1.2.x/' + file, content, { flag: 'wx' });
    renameSync(lock + '.tmp.1.2.x', lock);
  } else mkdirSync(lock);
  if (kind === 'heartbeat') {
    writeFileSync(lock + '/heartbeat', '', { flag: 'wx' });
    writeFileSync(lock + '/meta.json', JSON.stringify({ token: 't' }), { flag: 'wx' });
  }
  console.log('in');
  await new Promise((resolve) => setTimeout(resolve, Number(hold)));
  writeFileSync(path, 'theirs');
  if (kind === 'heartbeat') rmSync(lock, { recursive: true });
  else {
    if (file !== undefined) rmSync(lock + '/' + file);
    rmdirSync(lock);
  }`;

const INSIDE: Readonly<Record<string, RegExp>> = {
  'folder-with-owner': /^owner\.\d+\.\d+\.[0-9a-f-]{36}$/,
  heartbeat: /^heartbeat,meta\.json$/,
  process: /^owner\.json$/,
};

describe.each(Object.keys(KINDS))('the lock of a client, %s', (kind) => {
  const lockOf = (path: string): ClientLock => KINDS[kind]?.(`${path}.lock`) ?? 'folder';

  test('is waited for while another process holds it', async () => {
    const path = await home.write('a.json', 'old');
    let ours: Promise<unknown> = Promise.resolve();
    const child = await runChild({
      code: HOLDER,
      args: [path, kind, '400'],
      onOutput: () => {
        ours = withClientLock(path, lockOf(path), async () => ok(await home.read('a.json')));
      },
    });
    expect(child.errors).toBe('');
    expect(await ours).toEqual(ok('theirs'));
    expect(await home.names()).toEqual(['a.json']);
  });

  test('is held by us while we write, with what the client expects in it', async () => {
    const path = await home.write('a.json', 'old');
    const inside = await withClientLock(path, lockOf(path), async () => ok(await readdir(`${path}.lock`)));
    const names = inside.ok ? inside.value.toSorted().join() : inside.error.message;
    expect(names).toMatch(INSIDE[kind] ?? /^$/);
    expect(await home.names()).toEqual(['a.json']);
  });

  test('is taken over from a process that was killed: at once where it says whose it is, else once it is old', async () => {
    const path = await home.write('a.json', 'old');
    const child = await runChild({ code: HOLDER, args: [path, kind, '60000'], onOutput: (kill) => kill() });
    expect(child.signal).toBe('SIGKILL');
    const alive = kind === 'heartbeat' ? `${path}.lock/heartbeat` : `${path}.lock`;
    if (kind !== 'process') await utimes(alive, 0, 0);
    expect(await withClientLock(path, lockOf(path), async () => ok('in'))).toEqual(ok('in'));
    expect(await home.names()).toEqual(['a.json']);
  });

  test('that is never let go is named, and nothing is written', async () => {
    const path = await home.write('a.json', 'old');
    await mkdir(`${path}.lock`);
    if (kind === 'folder-with-owner') await writeFile(join(`${path}.lock`, 'owner.1'), '1');
    if (kind === 'process') {
      await writeFile(join(`${path}.lock`, 'owner.json'), JSON.stringify({ token: 'x', pid: process.pid }));
      await utimes(`${path}.lock`, 0, 0);
    }
    const result = await withClientLock(path, lockOf(path), async () => ok('in'));
    expect(result).toMatchObject({ ok: false, error: { code: 'ConfigReadOnly' } });
    expect(JSON.stringify(result)).toContain(`delete ${path}.lock`);
    expect(await home.names()).toEqual(['a.json', 'a.json.lock']);
  });

  test('needs no place for it: a folder that is not there yet is no obstacle', async () => {
    const path = home.path('none', 'a.json');
    expect(await withClientLock(path, lockOf(path), async () => ok('in'))).toEqual(ok('in'));
    expect(await home.names()).toEqual([]);
  });
});

const leaseAt = (folder: string): ClientLock => ({ folder, holds: 'lease', staleMs: 30_000 });
const written = (pid: number, at = Date.now()) => JSON.stringify({ pid, nonce: 'theirs', at });
/** Of a process that has ended. */
const endedPid = async (): Promise<number> =>
  Number((await runChild({ code: 'console.log(process.pid)' })).output);

describe('a lease of mcp-remote, a file instead of a folder', () => {
  test('is held by us while we work, and names us', async () => {
    const path = home.path('a.json');
    const inside = await withClientLock('', leaseAt(path), async () => ok(await home.read('a.json')));
    expect(JSON.parse(inside.ok ? inside.value : '')).toEqual({
      pid: process.pid,
      nonce: expect.any(String) as string,
      at: expect.any(Number) as number,
    });
    expect(await home.names()).toEqual([]);
  });

  test.each([
    ['of a process that has ended', async () => written(await endedPid())],
    ['that is too old', async () => written(process.pid, Date.now() - 30_001)],
  ])('%s is taken over', async (_whose, text) => {
    const path = await home.write('a.json', await text());
    expect(await withClientLock('', leaseAt(path), async () => ok('in'))).toEqual(ok('in'));
    expect(await home.names()).toEqual([]);
  });

  test.each([
    ['of a living process', () => written(process.pid)],
    ['that is not filled yet', () => ''],
  ])('%s is left alone', async (_whose, textNow) => {
    const text = textNow();
    const path = await home.write('a.json', text);
    const result = await withClientLock('', leaseAt(path), async () => ok('in'));
    expect(result).toMatchObject({ ok: false, error: { code: 'ConfigReadOnly' } });
    expect(await home.read('a.json')).toBe(text);
  });

  test('that others took over meanwhile stays theirs', async () => {
    const path = home.path('a.json');
    const theirs = written(process.pid);
    await withClientLock('', leaseAt(path), async () => {
      await writeFile(path, theirs);
      return ok('in');
    });
    expect(await home.read('a.json')).toBe(theirs);
  });
});

test('a lock with a heartbeat that others have broken in the meantime stays theirs', async () => {
  const path = await home.write('a.json', 'old');
  const lock: ClientLock = { folder: `${path}.lock`, holds: 'heartbeat', staleMs: 60_000 };
  await withClientLock(path, lock, async () => {
    await writeFile(`${path}.lock/meta.json`, '{"token":"theirs"}');
    return ok('in');
  });
  expect(await home.names()).toEqual(['a.json', 'a.json.lock']);
});

const processLock = (path: string): ClientLock => ({
  folder: `${path}.lock`,
  holds: 'process',
  staleMs: 10_000,
});

describe('the lock of a process', () => {
  test('is left alone while somebody else is about to remove a stale one', async () => {
    const path = await home.write('a.json', 'old');
    const guard = `${path}.lock.reclaim`;
    await mkdir(guard);
    await writeFile(join(guard, 'owner.json'), JSON.stringify({ token: 'x', pid: process.pid }));
    const order: string[] = [];
    const ours = withClientLock(path, processLock(path), async () => ok(order.push('taken')));
    await sleep(300);
    order.push('freed');
    await rm(guard, { recursive: true });
    await ours;
    expect(order).toEqual(['freed', 'taken']);
  });

  test('is freed of what a process left that died while it removed a stale one', async () => {
    const path = await home.write('a.json', 'old');
    const { output } = await runChild({ code: 'console.log(process.pid)' });
    for (const folder of [`${path}.lock`, `${path}.lock.reclaim`]) {
      await mkdir(folder);
      await writeFile(join(folder, 'owner.json'), JSON.stringify({ token: 'x', pid: Number(output) }));
    }
    expect(await withClientLock(path, processLock(path), async () => ok('in'))).toEqual(ok('in'));
    expect(await home.names()).toEqual(['a.json']);
  });

  test.each(['', '{', 'null', '{"token":1,"pid":"x"}', '{"token":"x","pid":-1}'])(
    'counts by its age where nothing tells the process: %j',
    async (text) => {
      const path = await home.write('a.json', 'old');
      await home.write('a.json.lock/owner.json', text);
      await utimes(`${path}.lock`, 0, 0);
      expect(await withClientLock(path, processLock(path), async () => ok('in'))).toEqual(ok('in'));
      expect(await home.names()).toEqual(['a.json']);
    },
  );
});

async function apply(engine: Engine, action: ChangeAction): Promise<void> {
  const result = await engine.changes.apply(action, null);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
}

test('the real Claude Code adds servers while we do, and none is lost', { timeout: 600_000 }, async () => {
  const { claude } = await realClients();
  await home.write('.claude.json', '{"mcpServers": {}}');
  const engine = await startEngine(home.env, { adapters: ADAPTERS });
  const place = { home: home.home, cwd: home.home };
  const theirs = ['theirs-1', 'theirs-2', 'theirs-3'];
  const ours = ['ours-1', 'ours-2', 'ours-3', 'ours-4', 'ours-5', 'ours-6'];
  const none = { url: null, args: [], env: {}, headers: {}, bearerTokenEnvVar: null };
  const addTheirs = async (): Promise<void> => {
    for (const name of theirs) await run(claude, ['mcp', 'add', '-s', 'user', name, '--', 'run'], place);
  };
  const addOurs = async (): Promise<void> => {
    for (const name of ours) {
      await apply(engine, {
        kind: 'add',
        servers: [{ name, transport: 'stdio', command: 'run', ...none }],
        targets: [{ client: 'claude-code', scope: 'user', project: null, bridge: false }],
      });
    }
  };
  await Promise.all([addOurs(), addTheirs()]);
  const left = JSON.parse(await home.read('.claude.json'));
  expect(Object.keys(left.mcpServers).toSorted()).toEqual([...ours, ...theirs]);
  expect((await home.names()).filter((name) => name.startsWith('.claude.json.'))).toEqual([]);
});

describe('a file in which its program keeps tokens', () => {
  const SETTINGS = `{
  "mcpServers": {
    "one": {
      "transport": { "type": "streamableHttp", "url": "https://one.test/mcp" },
      "oauth": { "tokens": { "access_token": "at-of-one", "refresh_token": "rt-of-one" } }
    },
    "two": {
      "transport": { "type": "streamableHttp", "url": "https://two.test/mcp" },
      "oauth": { "tokens": { "access_token": "at-of-two", "refresh_token": "rt-of-two" } }
    }
  }
}
`;

  test('is changed and changed back without a copy; of other entries nothing is kept', async () => {
    const path = await home.write('.cline/data/settings/cline_mcp_settings.json', SETTINGS);
    const engine = await startEngine(home.env, { adapters: ADAPTERS });
    await apply(engine, { kind: 'disable', ref: 'cline:user:one' });
    await apply(engine, { kind: 'enable', ref: 'cline:user:one' });
    expect(await readFile(path, 'utf8')).toBe(SETTINGS);
    const kept = async (): Promise<string> => {
      const files = await readdir(home.stateDir, { recursive: true, withFileTypes: true });
      const texts = files
        .filter((one) => one.isFile())
        .map((one) => readFile(join(one.parentPath, one.name), 'utf8'));
      return (await Promise.all(texts)).join('\n');
    };
    expect(await kept()).not.toMatch(/at-of|rt-of/);
    await apply(engine, { kind: 'remove', ref: 'cline:user:one' });
    expect(await kept()).not.toMatch(/of-two/);
    await apply(engine, { kind: 'undo', id: null });
    expect(await readFile(path, 'utf8')).toBe(SETTINGS);
  });
});
