import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Double from './electron-double.ts';

vi.mock('electron', () => import('./electron-double.ts'));
// What runs after the lock has its own tests; here only its order and absence count.
vi.mock('./run-desktop.ts', async () => {
  const { calls } = (await import('electron')) as unknown as typeof Double;
  return { runDesktop: () => calls.push({ name: 'runDesktop', args: [] }) };
});
vi.mock('../core/create-core.ts', () => ({ createCore: () => ({}) }));

let folder: string;

let double: typeof Double;

beforeEach(async () => {
  // Each test starts the program anew; the double is asked for by the name the program uses.
  vi.resetModules();
  double = (await import('electron')) as unknown as typeof Double;
  double.resetWorld();
  folder = mkdtempSync(join(tmpdir(), 'mcp-tray-main-'));
  vi.stubEnv('MCP_TRAY_STATE_DIR', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const names = () => double.calls.map((call) => call.name);

describe('main', () => {
  it('takes the single-instance lock of its own folder first, then the sandbox, then everything else', async () => {
    await import('./main.ts');
    expect(names()).toEqual([
      'app.setPath',
      'app.requestSingleInstanceLock',
      'app.enableSandbox',
      'protocol.registerSchemesAsPrivileged',
      'runDesktop',
    ]);
    expect(double.calls[0]?.args).toEqual(['userData', join(folder, 'desktop')]);
    expect(double.app.listenerCount('web-contents-created')).toBe(1);
  });

  it('does nothing but end when another one runs', async () => {
    double.world.hasLock = false;
    await import('./main.ts');
    expect(names()).toEqual(['app.setPath', 'app.requestSingleInstanceLock', 'app.quit']);
  });
});
