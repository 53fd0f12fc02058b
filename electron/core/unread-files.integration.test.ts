import { mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { ADAPTERS } from './clients/registry.ts';
import { createFileCache } from './config/file-cache.ts';
import { readProblem } from './config/file-errors.ts';
import { createInventory } from './config/inventory.ts';
import { createParking } from './config/parking.ts';
import { createProjects } from './config/projects.ts';
import type { Core } from './core.ts';
import { createCore } from './create-core.ts';
import { readHostEnv } from './host-env.ts';
import type { Ports } from './ports.ts';

const FOLDER = 'Library/Application Support/Claude';
const FILE = 'claude_desktop_config.json';

let home: string;
const cores: Core[] = [];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-unread-'));
  await mkdir(join(home, FOLDER), { recursive: true });
  await writeFile(join(home, FOLDER, FILE), JSON.stringify({ mcpServers: { files: { command: 'x' } } }));
  await mkdir(join(home, '.codex'));
  await writeFile(join(home, '.codex/config.toml'), '[mcp_servers.a]\ncommand = "x"\n');
});
afterEach(async () => {
  for (const core of cores.splice(0)) await core.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

/** As on a Mac: only paths and rules differ, the disk is this one. */
async function opened(hostKind: Ports['hostKind'], platform: 'darwin' | 'linux' = 'darwin'): Promise<Core> {
  const ports: Ports = {
    openUrl: async () => ok(null),
    revealPath: async () => ok(null),
    chooseFolder: async () => ok(null),
    isOnline: () => true,
    now: Date.now,
    fetch,
    hostKind,
  };
  const core = createCore({ ...readHostEnv('0.0.0', { HOME: home, PATH: '/usr/bin' }), platform }, ports);
  cores.push(core);
  await core.load();
  return core;
}

const desktopFile = (core: Core) =>
  core.snapshot().files.find(({ client }) => client === 'claude-desktop')?.state;
const stale = (core: Core) => core.snapshot().signIns.map((one) => [one.owner, one.stale]);
const names = (core: Core) =>
  core
    .snapshot()
    .entries.map(({ name }) => name)
    .toSorted();

describe('files of an app that the system guards', () => {
  it('are only looked for by a window, and read after a click, also by the next one', async () => {
    const core = await opened('browser');
    expect(desktopFile(core)).toBe('unread');
    expect(names(core)).toEqual(['a']);
    await core.handlers['client:look']({ client: 'claude-desktop' });
    expect(desktopFile(core)).toBe('ok');
    expect(names(core)).toEqual(['a', 'files']);
    expect(names(await opened('desktop'))).toEqual(['a', 'files']);
  });

  it('are not opened, whatever stands there', async () => {
    await unlink(join(home, FOLDER, FILE));
    expect(desktopFile(await opened('browser'))).toBe('missing');
    await symlink(join(home, FOLDER), join(home, FOLDER, FILE));
    expect(desktopFile(await opened('browser'))).toBe('unread');
    expect(desktopFile(await opened('cli'))).toBe('unreadable');
  });

  it('are not watched either, for that means to list their folder', async () => {
    const stateDir = join(home, 'state');
    const env = { ...readHostEnv('0.0.0', { HOME: home }), platform: 'darwin', stateDir } as const;
    let closed = true;
    const inventory = createInventory({
      env,
      adapters: ADAPTERS,
      cache: createFileCache(),
      parking: createParking({ stateDir }),
      projects: createProjects({ stateDir }),
      closed: (client) => closed && client === 'claude-desktop',
    });
    const watched = () => inventory.watchPaths().filter((path) => path.startsWith(join(home, FOLDER)));
    await inventory.load();
    expect(watched()).toEqual([]);
    closed = false;
    await inventory.load();
    expect(watched()).toContain(join(home, FOLDER, FILE));
  });

  it('are read at once where the person asked for it in a terminal, and on other systems', async () => {
    expect(names(await opened('cli'))).toEqual(['a', 'files']);
    await mkdir(join(home, '.config/Claude'), { recursive: true });
    await writeFile(join(home, '.config/Claude', FILE), '{"mcpServers":{"here":{"command":"x"}}}');
    expect(names(await opened('browser', 'linux'))).toEqual(['a', 'here']);
  });

  it('are read from then on when the person changes something in them', async () => {
    const core = await opened('browser');
    const server = {
      name: 'new',
      transport: 'stdio' as const,
      url: null,
      command: 'y',
      args: [],
      env: {},
      headers: {},
      bearerTokenEnvVar: null,
    };
    const target = { client: 'claude-desktop', scope: 'user' as const, project: null, bridge: false };
    const action = { kind: 'add' as const, servers: [server], targets: [target] };
    const applied = await core.handlers['change:apply']({ action, base: null });
    expect(applied.ok).toBe(true);
    expect(names(core)).toEqual(['a', 'files', 'new']);
  });

  it('keep what may belong to them from being called unused', async () => {
    const folder = join(home, '.mcp-auth/mcp-remote-0.1.37');
    await mkdir(folder, { recursive: true });
    const token = { access_token: 'x', refresh_token: 'y', expires_in: 3600 };
    await writeFile(join(folder, '0123456789abcdef0123456789abcdef_tokens.json'), JSON.stringify(token));
    expect(stale(await opened('browser'))).toEqual([['mcp-remote', null]]);
    expect(stale(await opened('cli'))).toEqual([['mcp-remote', expect.stringMatching(/^No server/)]]);
  });
});

it('a file that macOS keeps from us says so, and where that can be allowed', () => {
  const error = Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
  expect(readProblem(error)).toMatchObject({
    message: 'The system does not let this app read the file.',
    next: expect.stringContaining('privacy settings'),
  });
});
