import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { createCore } from './create-core.ts';
import type { Core } from './core.ts';
import { readHostEnv } from './host-env.ts';

/** Files whose names nobody knows beforehand; the core is never asked to read again. */

let home: string;
let core: Core;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-listed-'));
  const env = readHostEnv('0.0.0', { HOME: home, PATH: '/usr/bin' });
  core = createCore(env, {
    openUrl: async () => ok(null),
    revealPath: async () => ok(null),
    chooseFolder: async () => ok(null),
    isOnline: () => true,
    now: () => Date.now(),
    fetch: (...args) => fetch(...args),
    hostKind: 'cli',
  });
});
afterEach(async () => {
  await core.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), text, { mode: 0o600 });
}

/** Lost events would be found by the slow comparison, 30 seconds later: that is too late here. */
const SOON = { timeout: 5_000, interval: 10 };
const refs = (): readonly string[] => core.snapshot().entries.map(({ ref }) => ref);
const names = (): readonly string[] => core.snapshot().entries.map(({ name }) => name);

const BLOCK = 'name: block\nversion: 0.0.1\nschema: v1\nmcpServers:\n  - name: NAME\n    command: run\n';
const block = (name: string): string => BLOCK.replace('NAME', name);

it('shows a block that appears among Continue’s, is renamed, goes, and comes again', async () => {
  await core.start({ monitor: false });
  await expect.poll(refs, SOON).toEqual([]);
  await write('.continue/mcpServers/one.yaml', block('one'));
  await expect.poll(refs, SOON).toEqual(['continue:user/one.yaml:one']);
  await write('.continue/mcpServers/two.yaml', block('two'));
  await expect.poll(refs, SOON).toEqual(['continue:user/one.yaml:one', 'continue:user/two.yaml:two']);
  await write('.continue/mcpServers/two.yaml', block('changed'));
  await expect.poll(refs, SOON).toEqual(['continue:user/one.yaml:one', 'continue:user/two.yaml:changed']);
  const folder = join(home, '.continue', 'mcpServers');
  await rename(join(folder, 'two.yaml'), join(folder, 'three.yaml'));
  await expect.poll(refs, SOON).toEqual(['continue:user/one.yaml:one', 'continue:user/three.yaml:changed']);
  await rm(join(home, '.continue'), { recursive: true });
  await expect.poll(refs, SOON).toEqual([]);
  await write('.continue/mcpServers/one.yaml', block('again'));
  await expect.poll(refs, SOON).toEqual(['continue:user/one.yaml:again']);
  await rename(join(home, '.continue'), join(home, 'elsewhere'));
  await expect.poll(refs, SOON).toEqual([]);
  await rename(join(home, 'elsewhere'), join(home, '.continue'));
  await expect.poll(refs, SOON).toEqual(['continue:user/one.yaml:again']);
});

it('shows the file of a profile that VS Code makes', async () => {
  await write('.config/Code/User/mcp.json', '{"servers": {"a": {"command": "run"}}}');
  await core.start({ monitor: false });
  await expect.poll(refs, SOON).toEqual(['vscode:user:a']);
  await mkdir(join(home, '.config/Code/User/profiles/-1a2b'), { recursive: true });
  await write('.config/Code/User/profiles/-1a2b/mcp.json', '{"servers": {"b": {"command": "run"}}}');
  await expect.poll(refs, SOON).toEqual(['vscode:user:a', 'vscode:user/profile--1a2b:b']);
  await rm(join(home, '.config/Code/User/profiles/-1a2b'), { recursive: true });
  await expect.poll(refs, SOON).toEqual(['vscode:user:a']);
  await write('.config/Code/User/profiles/c3d4/mcp.json', '{"servers": {"c": {"command": "run"}}}');
  await expect.poll(refs, SOON).toEqual(['vscode:user:a', 'vscode:user/profile-c3d4:c']);
});

it('shows what an extension of Gemini CLI brings', async () => {
  await write('.gemini/settings.json', '{}');
  await core.start({ monitor: false });
  const path = '.gemini/extensions/maps/gemini-extension.json';
  await write(path, '{"name": "maps", "version": "1", "mcpServers": {"m": {"command": "run"}}}');
  await expect.poll(names, SOON).toEqual(['m']);
});

it('shows the files of a project folder that goes and comes again', async () => {
  const project = join(home, 'work', 'app');
  await write('.claude.json', JSON.stringify({ projects: { [project]: {} } }));
  await core.start({ monitor: false });
  await write('work/app/.mcp.json', '{"mcpServers": {"p": {"command": "run"}}}');
  await expect.poll(names, SOON).toEqual(['p']);
  await rename(join(home, 'work'), join(home, 'moved'));
  await expect.poll(names, SOON).toEqual([]);
  await rename(join(home, 'moved'), join(home, 'work'));
  await expect.poll(names, SOON).toEqual(['p']);
  await rm(project, { recursive: true });
  await expect.poll(names, SOON).toEqual([]);
  await write('work/app/.continue/mcpServers/q.yaml', block('q'));
  await expect.poll(names, SOON).toEqual(['q']);
  await write('work/app/.mcp.json', '{"mcpServers": {"r": {"command": "run"}}}');
  await expect.poll(names, SOON).toEqual(['r', 'q']);
});
