import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desktopObstacle, electronBinary, needsBuild } from './start-plan.ts';

const OUTPUTS = [
  'out/main/desktop.js',
  'out/main/cli.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
];
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mcp-tray-start-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Writes a file with a modification time of so many seconds. */
function put(file: string, seconds: number): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  utimesSync(path, seconds, seconds);
  for (let folder = dirname(path); folder !== root; folder = dirname(folder)) utimesSync(folder, 1, 1);
}

describe('needsBuild', () => {
  it('wants a build when an output is missing or older than a source, however deep', () => {
    put('shared/ipc.ts', 100);
    put('renderer/views/list/row.tsx', 100);
    expect(needsBuild(root)).toBe(true);
    for (const file of OUTPUTS) put(file, 200);
    expect(needsBuild(root)).toBe(false);
    put('renderer/views/list/row.tsx', 300);
    expect(needsBuild(root)).toBe(true);
    for (const file of OUTPUTS) put(file, 400);
    rmSync(join(root, 'out/main/cli.js'));
    expect(needsBuild(root)).toBe(true);
  });
});

describe('electronBinary', () => {
  it('finds the fetched binary and nothing else', () => {
    expect(electronBinary(root, {})).toBeNull();
    put('node_modules/electron/path.txt', 1);
    writeFileSync(join(root, 'node_modules/electron/path.txt'), 'electron');
    expect(electronBinary(root, {})).toBeNull();
    put('node_modules/electron/dist/electron', 1);
    expect(electronBinary(root, {})).toBe(join(root, 'node_modules/electron/dist/electron'));
    put('elsewhere/electron', 1);
    const vars = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') };
    expect(electronBinary(root, vars)).toBe(join(root, 'elsewhere/electron'));
  });
});

describe('desktopObstacle', () => {
  const linux = { platform: 'linux', userId: 1000, args: [], vars: { DISPLAY: ':0' } } as const;

  it('has none on a desktop', () => {
    expect(desktopObstacle(linux)).toBeNull();
    expect(desktopObstacle({ ...linux, vars: { WAYLAND_DISPLAY: 'wayland-0' } })).toBeNull();
    expect(desktopObstacle({ ...linux, platform: 'darwin', vars: {} })).toBeNull();
    expect(desktopObstacle({ ...linux, platform: 'win32', userId: undefined, vars: {} })).toBeNull();
  });

  it('names what is missing on Linux', () => {
    expect(desktopObstacle({ ...linux, vars: {} })).toContain('no screen');
    expect(desktopObstacle({ ...linux, userId: 0 })).toContain('root');
    expect(desktopObstacle({ ...linux, userId: 0, args: ['--no-sandbox'] })).toBeNull();
  });
});
