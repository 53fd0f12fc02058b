import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangeAction, ChangeReceipt } from '../../../shared/actions.ts';
import type { HistoryItem } from '../../../shared/snapshot.ts';
import type { ClientAdapter } from '../clients/types.ts';
import { denier, parker } from '../config/test-adapters.ts';
import { startEngine } from '../config/test-engine.ts';
import type { Engine } from '../config/test-engine.ts';
import { createTestHome, runChild } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { readHostEnv } from '../host-env.ts';
import { guardedPreview } from './guard.ts';
import { createLiveness } from './liveness.ts';
import type { Liveness } from './liveness.ts';

/** A name that no other program on this machine has. */
const NAME = `parker-${randomUUID().slice(0, 8)}`;
const CLIENT: ClientAdapter = {
  ...parker,
  processes: [{ name: NAME }],
  writesFromMemory: true,
  quitFirst: 'Quit Parker first.',
};
const DENIER: ClientAdapter = { ...denier, writesFromMemory: true };
const ADAPTERS = [CLIENT, DENIER];
const FILE = `{
  "servers": {
    "one": { "command": "run-one" },
    "two":   {"command":"run-two"}
  }
}
`;
const WAITS = 'process.stdout.write("up"); setTimeout(() => {}, 60_000);';

let home: TestHome;
let engine: Engine;
let liveness: Liveness;
let changes: number;
let children: ChildProcess[];

beforeEach(async () => {
  home = await createTestHome();
  changes = 0;
  children = [];
  await home.write('parker.json', FILE);
  engine = await startEngine(home.env, { adapters: ADAPTERS });
  liveness = livenessOf(engine);
});
afterEach(async () => {
  await liveness.stop();
  for (const child of children) await end(child);
  await home.remove();
});

function livenessOf({ history, inventory }: Engine): Liveness {
  return createLiveness({
    env: { ...home.env, platform: readHostEnv('0').platform, vars: process.env },
    adapters: ADAPTERS,
    history,
    inventory,
    now: Date.now,
    onChange: () => {
      changes += 1;
    },
  });
}

async function done(action: ChangeAction): Promise<ChangeReceipt> {
  const result = await engine.changes.apply(action, null);
  await engine.inventory.load();
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** Runs until it is ended; by then it has said that it runs. Clocks of processes tick in hundredths. */
async function start(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, [...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child.stdout, 'data');
  await sleep(50);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  // Also what it started has let go of the output then.
  await once(child, 'close');
}

async function ownProgram(): Promise<string> {
  const path = join(home.root, process.platform === 'win32' ? `${NAME}.exe` : NAME);
  await copyFile(process.execPath, path);
  return path;
}

const told = (): readonly HistoryItem[] => liveness.told(engine.changes.history());
const look = (): Promise<void> => liveness.look({ again: true });

describe('a client that runs since before a change', () => {
  test('is told to restart until the last such program is a newer one', async () => {
    const program = await ownProgram();
    const first = await start(program, ['-e', WAITS]);
    await look();
    expect(liveness.restart('parker')).toBeNull();
    await done({ kind: 'disable', ref: 'parker:user:two' });
    await sleep(50);
    const second = await start(program, ['-e', WAITS]);
    await liveness.look({ again: false });
    const since = engine.history.records()[0]?.at;
    expect(liveness.restart('parker')).toEqual({ since, running: 1 });
    expect(changes).toBe(1);
    await done({ kind: 'remove', ref: 'parker:user:one' });
    await liveness.look({ again: false });
    expect(liveness.restart('parker')).toEqual({ since, running: 2 });
    await end(second);
    await end(first);
    await start(program, ['-e', WAITS]);
    await look();
    expect(liveness.restart('parker')).toBeNull();
  });

  test('need not restart for a change that was undone', async () => {
    await start(await ownProgram(), ['-e', WAITS]);
    await done({ kind: 'disable', ref: 'parker:user:two' });
    await done({ kind: 'undo', id: null });
    await look();
    expect(liveness.restart('parker')).toBeNull();
  });

  test('counts once when it is a script that starts another of itself', async () => {
    const script = join(home.root, NAME);
    await writeFile(
      script,
      `if (process.argv[2] === 'inner') { process.stdin.resume().on('end', process.exit); ${WAITS} } else {
        const args = ['--no-warnings', __filename, 'inner'];
        require('node:child_process').spawn(process.execPath, args, { stdio: ['pipe', 'inherit', 'inherit'] });
      }`,
    );
    await start(process.execPath, ['--no-warnings', script]);
    await done({ kind: 'disable', ref: 'parker:user:two' });
    await look();
    expect(liveness.restart('parker')).toMatchObject({ running: 1 });
  });

  test('shows nothing when nothing of it runs', async () => {
    await done({ kind: 'disable', ref: 'parker:user:two' });
    await look();
    expect(liveness.restart('parker')).toBeNull();
  });
});

/** A program of its own that writes the file from what it had in memory. */
async function writeFromMemory(text: string, name = 'parker.json'): Promise<void> {
  const code = `
    import { writeFileSync, renameSync } from 'node:fs';
    writeFileSync(args[0] + '.tmp', args[1]);
    renameSync(args[0] + '.tmp', args[0]);
  `;
  const { code: exit } = await runChild({ code, args: [home.path(name), text] });
  expect(exit).toBe(0);
  await engine.inventory.load();
}

describe('a change that another program took back', () => {
  test('says so and when, and can be made again in the file as it is', async () => {
    await look();
    const receipt = await done({ kind: 'disable', ref: 'parker:user:two' });
    const disabled = await home.read('parker.json');
    await look();
    expect(told().map(({ undoneBy }) => undoneBy)).toEqual([null]);
    await writeFromMemory(FILE.replace('{\n', '{\n  "session": 7,\n'));
    await look();
    expect(told()[0]?.undoneBy).toMatch(
      /^Another program took this back at \d\d:\d\d\. Close Parker, then do it again\.$/,
    );
    const preview = await engine.changes.preview({ kind: 'redo', id: receipt.id });
    expect(preview).toMatchObject({ ok: true, value: { title: 'Do again: Disabled two in Parker' } });
    expect(await home.read('parker.json')).toContain('run-two');
    const again = await done({ kind: 'redo', id: receipt.id });
    expect(await home.read('parker.json')).toBe(disabled.replace('{\n', '{\n  "session": 7,\n'));
    await look();
    expect(told().map(({ title, undone, undoneBy }) => [title, undone, undoneBy])).toEqual([
      ['Did again: Disabled two in Parker', false, null],
      ['Disabled two in Parker', true, null],
    ]);
    expect(engine.parking.list()).toHaveLength(1);
    await done({ kind: 'undo', id: again.id });
    expect(await home.read('parker.json')).toBe(FILE.replace('{\n', '{\n  "session": 7,\n'));
    expect(engine.parking.list()).toHaveLength(0);
  });

  test('is known after a restart of ours too, without a time', async () => {
    await done({ kind: 'remove', ref: 'parker:user:one' });
    await writeFromMemory(FILE);
    await liveness.stop();
    liveness = livenessOf(engine);
    await look();
    expect(told()[0]?.undoneBy).toBe('Another program took this back. Close Parker, then do it again.');
  });

  test('is told for an added server that vanished, also with the group it began', async () => {
    await home.write('.denier.json', '{}');
    await engine.inventory.load();
    const none = { command: null, args: [], env: {}, headers: {}, bearerTokenEnvVar: null };
    const servers = [{ name: 'new', transport: 'http' as const, url: 'http://127.0.0.1:9/mcp', ...none }];
    const targets = [{ client: 'denier', scope: 'user' as const, project: null, bridge: false }];
    const receipt = await done({ kind: 'add', servers, targets });
    const added = await home.read('.denier.json');
    await writeFromMemory('{"servers": {}}', '.denier.json');
    await look();
    expect(told()[0]?.undoneBy).toContain('Close Denier');
    await done({ kind: 'redo', id: receipt.id });
    expect(JSON.parse(await home.read('.denier.json'))).toEqual(JSON.parse(added));
  });

  test('tells of one name of a list while the other stays', async () => {
    await home.write('.denier.json', '{"servers": {"a": {"url": "u"}, "b": {"url": "v"}}}');
    await engine.inventory.load();
    const first = await done({ kind: 'disable', ref: 'denier:user:a' });
    await done({ kind: 'disable', ref: 'denier:user:b' });
    await writeFromMemory('{"denied": ["theirs", "b"]}', '.denier/settings.json');
    await look();
    expect(told().map(({ undoneBy }) => undoneBy !== null)).toEqual([false, true]);
    await done({ kind: 'redo', id: first.id });
    expect(JSON.parse(await home.read('.denier/settings.json'))).toEqual({ denied: ['theirs', 'b', 'a'] });
  });

  test('is not what the person did here: an undo, a later change, a file with a mistake', async () => {
    await done({ kind: 'disable', ref: 'parker:user:two' });
    await done({ kind: 'undo', id: null });
    await done({ kind: 'remove', ref: 'parker:user:two' });
    await look();
    expect(told().map(({ undoneBy }) => undoneBy)).toEqual([null, null, null]);
    await writeFromMemory('{ "servers": ');
    await look();
    expect(told().map(({ undoneBy }) => undoneBy)).toEqual([null, null, null]);
  });

  test('is not made again over something else that came to its place', async () => {
    const receipt = await done({ kind: 'remove', ref: 'parker:user:two' });
    const other = FILE.replace('run-two', 'theirs');
    await writeFromMemory(other);
    await look();
    expect(told()[0]?.undoneBy).toBeNull();
    const result = await engine.changes.apply({ kind: 'redo', id: receipt.id }, null);
    expect(result).toMatchObject({ ok: false, error: { code: 'UndoStale' } });
    expect(await home.read('parker.json')).toBe(other);
  });

  test('is left alone where it is in force, was undone or never was', async () => {
    const receipt = await done({ kind: 'remove', ref: 'parker:user:two' });
    const removed = await home.read('parker.json');
    expect(await done({ kind: 'redo', id: receipt.id })).toMatchObject({ id: '', files: [] });
    expect(await home.read('parker.json')).toBe(removed);
    await done({ kind: 'undo', id: receipt.id });
    const undone = await engine.changes.apply({ kind: 'redo', id: receipt.id }, null);
    expect(undone).toMatchObject({ ok: false, error: { code: 'UndoStale' } });
    const unknown = await engine.changes.apply({ kind: 'redo', id: 'none' }, null);
    expect(unknown).toMatchObject({ ok: false, error: { code: 'EntryNotFound' } });
  });
});

test('a preview says to quit a client first while it runs, if it is known to write its own copy back', async () => {
  const preview = guardedPreview({
    changes: engine.changes,
    env: { platform: readHostEnv('0').platform, vars: process.env },
    adapters: ADAPTERS,
    history: engine.history,
    signal: new AbortController().signal,
  });
  const notes = async (action: ChangeAction): Promise<readonly string[]> => {
    const result = await preview(action);
    if (!result.ok) throw new Error(result.error.message);
    return result.value.notes;
  };
  await home.write('.denier.json', '{"servers": {"a": {"url": "u"}}}');
  await engine.inventory.load();
  expect(await notes({ kind: 'remove', ref: 'parker:user:two' })).not.toContain('Quit Parker first.');
  await start(await ownProgram(), ['-e', WAITS]);
  expect(await notes({ kind: 'remove', ref: 'parker:user:two' })).toContain('Quit Parker first.');
  expect(await notes({ kind: 'remove', ref: 'denier:user:a' })).not.toContain('Quit Parker first.');
  await done({ kind: 'remove', ref: 'parker:user:two' });
  expect(await notes({ kind: 'undo', id: null })).toContain('Quit Parker first.');
});
