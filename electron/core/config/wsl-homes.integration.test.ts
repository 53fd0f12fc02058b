import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWslHomes, namedWslHomes } from './wsl-homes.ts';

const UBUNTU = String.raw`\\wsl.localhost\Ubuntu\home\me`;
const DEBIAN = String.raw`\\wsl$\Debian\root`;

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'mcp-tray-wsl-'));
});
afterEach(() => rm(stateDir, { recursive: true, force: true }));

const windows = (vars: Record<string, string> = {}) => ({ platform: 'win32', vars, stateDir }) as const;

describe('home folders inside WSL', () => {
  it('are none until the person names some, which count from the next start on', async () => {
    const first = createWslHomes(windows());
    expect(first.view()).toEqual({ active: [], saved: [], fixed: false });
    expect(await first.set([UBUNTU, DEBIAN, UBUNTU])).toMatchObject({ ok: true });
    expect(first.view()).toEqual({ active: [], saved: [UBUNTU, DEBIAN], fixed: false });
    expect(namedWslHomes(windows())).toEqual([UBUNTU, DEBIAN]);
    expect(await createWslHomes(windows()).set([])).toMatchObject({ ok: true });
    expect(namedWslHomes(windows())).toEqual([]);
  });

  it('are refused where they are none, and the old ones stay', async () => {
    const homes = createWslHomes(windows());
    await homes.set([UBUNTU]);
    for (const wrong of [
      String.raw`C:\Users\me`,
      '/home/me',
      String.raw`\\server\share\x`,
      `${UBUNTU};${DEBIAN}`,
    ]) {
      expect(await homes.set([UBUNTU, wrong])).toMatchObject({
        ok: false,
        error: { code: 'InvalidRequest', message: expect.stringContaining(wrong) },
      });
    }
    expect(namedWslHomes(windows())).toEqual([UBUNTU]);
  });

  it('may be named by a variable, which then decides', async () => {
    await createWslHomes(windows()).set([UBUNTU]);
    const named = windows({ MCP_TRAY_WSL_HOMES: ` ${DEBIAN} ` });
    expect(namedWslHomes(named)).toEqual([DEBIAN]);
    expect(createWslHomes(named).view()).toMatchObject({ fixed: true });
  });

  it('mean nothing on other systems', async () => {
    await createWslHomes(windows()).set([UBUNTU]);
    const linux = { platform: 'linux', vars: { MCP_TRAY_WSL_HOMES: DEBIAN }, stateDir } as const;
    expect(namedWslHomes(linux)).toEqual([]);
    expect(createWslHomes(linux).view()).toBeNull();
  });
});
