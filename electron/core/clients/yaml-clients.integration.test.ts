import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ChangeAction } from '../../../shared/actions.ts';
import { startEngine } from '../config/test-engine.ts';
import type { Engine } from '../config/test-engine.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { continueDev } from './continue.ts';
import { goose } from './goose.ts';
import { newServer } from './in-memory-files.ts';

const fixture = (path: string) => readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');

const CONTINUE = '.continue/config.yaml';
const GOOSE = '.config/goose/config.yaml';
const list = fixture('continue/config.yaml');
const map = fixture('goose/config.yaml').replaceAll('\n', '\r\n');

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
  await home.write(CONTINUE, list);
  await home.write(GOOSE, map);
});
afterEach(() => home.remove());

/** A process of its own each time: parked entries and history come from disk. */
const start = () => startEngine(home.env, { adapters: [continueDev, goose] });

async function change(engine: Engine, action: ChangeAction): Promise<void> {
  const result = await engine.changes.apply(action, null);
  await engine.inventory.load();
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
}

it('parks items of a list and gives them back in any order, in another process, to the same bytes', async () => {
  const first = await start();
  for (const name of ['files', 'kfuse', 'events']) {
    await change(first, { kind: 'disable', ref: `continue:user:${name}` });
  }
  expect(await home.read(CONTINUE)).toMatch(
    /mcpServers:\n {2}# remote\n {2}- uses: example\/from-the-hub\n$/,
  );
  const second = await start();
  for (const name of ['events', 'files', 'kfuse']) {
    await change(second, { kind: 'enable', ref: `continue:user:${name}` });
  }
  expect(await home.read(CONTINUE)).toBe(list);
});

it('undoes the removal of an item after other items came', async () => {
  const engine = await start();
  await change(engine, { kind: 'remove', ref: 'continue:user:kfuse' });
  const removal = engine.changes.history()[0]?.id ?? null;
  const target = { client: 'continue', scope: 'user', project: null, bridge: false } as const;
  const added = newServer({ name: 'new', transport: 'stdio', command: 'node' });
  await change(engine, { kind: 'add', servers: [added], targets: [target] });
  const addition = engine.changes.history()[0]?.id ?? null;
  await change(engine, { kind: 'undo', id: removal });
  expect(await home.read(CONTINUE)).toBe(`${list}  - name: new\n    command: node\n    args: []\n`);
  await change(engine, { kind: 'undo', id: addition });
  expect(await home.read(CONTINUE)).toBe(list);
});

it('begins a list in a new file when the old one is gone', async () => {
  const engine = await start();
  await change(engine, { kind: 'disable', ref: 'continue:user:files' });
  await rm(home.path(CONTINUE));
  await engine.inventory.load();
  await change(engine, { kind: 'enable', ref: 'continue:user:files' });
  expect(await home.read(CONTINUE)).toMatch(/^mcpServers:\n {2}- name: files\n/);
});

it('switches, removes and undoes in a file with Windows line endings', async () => {
  const engine = await start();
  await change(engine, { kind: 'disable', ref: 'goose:user:files' });
  expect(await home.read(GOOSE)).toBe(
    map.replace('enabled: true\r\n    type: stdio', 'enabled: false\r\n    type: stdio'),
  );
  await change(engine, { kind: 'enable', ref: 'goose:user:files' });
  await change(engine, { kind: 'remove', ref: 'goose:user:kfuse' });
  expect(await home.read(GOOSE)).not.toMatch(/kfuse|[^\r]\n/);
  await change(engine, { kind: 'undo', id: null });
  expect(await home.read(GOOSE)).toBe(map);
});

it('shows a broken file with its place, and writes nothing to it', async () => {
  const broken = `${map}\r\nextensions:\r\n`;
  await home.write(GOOSE, broken);
  const engine = await start();
  const file = engine.inventory.state().files.find(({ path }) => path === home.path(GOOSE));
  expect(file).toMatchObject({ state: 'invalid', problem: { message: 'This name stands here twice.' } });
  const result = await engine.changes.apply({ kind: 'disable', ref: 'goose:user:files' }, null);
  expect(result.ok).toBe(false);
  expect(await home.read(GOOSE)).toBe(broken);
});
