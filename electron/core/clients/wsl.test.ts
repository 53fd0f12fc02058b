import { describe, expect, it } from 'vitest';
import {
  added,
  carriedOut,
  entryNamed,
  pair,
  read,
  SERVERS,
  switchedRound,
  WSL,
  writable,
} from './adapters-kit.ts';
import { memoryEnv, newServer } from './in-memory-files.ts';
import { ADAPTERS } from './registry.ts';
import { inWsl, wslHomes } from './wsl.ts';

const [HOME] = wslHomes('\\\\wsl.localhost\\Ubuntu\\home\\me');
if (HOME === undefined) throw new Error('the home is not understood');
const SHARE = '\\\\wsl.localhost\\Ubuntu\\';

it('takes named homes apart and leaves out what is none', () => {
  expect(
    wslHomes('\\\\wsl$\\Debian 12\\root; C:\\Users\\me ;\\\\server\\share\\x;\\\\wsl.localhost\\Ubuntu\\'),
  ).toEqual([{ distro: 'Debian 12', share: '\\\\wsl$\\Debian 12', home: '/root' }]);
  expect(HOME).toEqual({ distro: 'Ubuntu', share: '\\\\wsl.localhost\\Ubuntu', home: '/home/me' });
});

describe.each(ADAPTERS)('$name in WSL', (adapter) => {
  const there = inWsl(adapter, HOME);

  it('is a target of its own beside the one of Windows', () => {
    expect(there.id).toMatch(new RegExp(`^${adapter.id}-wsl-ubuntu$`));
    expect(there.name).toBe(`${adapter.name} in WSL (Ubuntu)`);
    const env = memoryEnv({
      ...WSL,
      vars: { APPDATA: 'C:\\x', CODEX_HOME: 'C:\\y', CLAUDE_CONFIG_DIR: 'C:\\z' },
    });
    const locations = there.locations(env, ['C:\\src\\app', WSL.project]);
    const paths = [...locations.map(({ path }) => path), ...there.markers(env)];
    expect(paths.filter((path) => !path.startsWith(SHARE) || path.includes('/'))).toEqual([]);
    expect(locations.filter(({ project }) => project !== null && project !== WSL.project)).toEqual([]);
    expect(new Set(locations.map(({ client }) => client)).size).toBe(locations.length > 0 ? 1 : 0);
  });

  it.each(writable(adapter))('adds, switches and removes there, without “cmd /c” (%s)', (scope) => {
    for (const wire of there.transports) {
      const texts = added(there, WSL, {}, scope, { ...SERVERS[wire], name: 'alpha' });
      expect(Object.keys(texts).every((path) => path.startsWith(SHARE))).toBe(true);
      expect(entryNamed(there, read(there, WSL, texts), scope, 'alpha')).toMatchObject({
        enabled: true,
        problem: null,
      });
    }
    const texts = pair(there, WSL, scope);
    const { back, off } = switchedRound(there, WSL, scope, texts);
    expect(back).toEqual(texts);
    expect(off.map(({ name, enabled }) => [name, enabled])).toContainEqual(['beta', true]);
    const files = read(there, WSL, texts);
    const removal = there.remove(files, entryNamed(there, files, scope, 'beta'));
    if (!removal.ok) throw new Error(removal.error.message);
    expect(carriedOut(files, removal.value, texts).inverse()).toEqual(texts);
    const bridged = there.add(
      read(there, WSL, {}),
      newServer({ transport: 'sse', url: 'https://a.test/sse' }),
      {
        scope,
        project: scope === 'user' ? null : WSL.project,
        bridge: true,
      },
    );
    expect(JSON.stringify(bridged)).not.toContain('"/c"');
    expect(there.startsWithoutShell).toBeUndefined();
  });
});
