import { describe, expect, it } from 'vitest';
import type { HostEnv } from '../host-env.ts';
import { childEnvironment, launchable } from './launch.ts';

function host(platform: HostEnv['platform'], vars: HostEnv['vars']): HostEnv {
  return { platform, vars, home: '/h', tmp: '/t', user: 'u', stateDir: '/s', version: '0' };
}
const windows = host('win32', { Path: 'C:\\Windows', ComSpec: 'C:\\Windows\\cmd.exe' });

describe('starting a client', () => {
  it('hands the arguments over as they are', () => {
    const launch = launchable(host('linux', {}), '/bin/codex', ['mcp', 'login', 'a b&c']);
    expect(launch).toEqual({ file: '/bin/codex', args: ['mcp', 'login', 'a b&c'], verbatim: false });
    expect(launchable(windows, 'C:\\codex.exe', ['a&b'])?.verbatim).toBe(false);
  });

  it('starts a Windows script through cmd with plain arguments only', () => {
    expect(launchable(windows, 'C:\\Program Files\\codex.cmd', ['mcp', 'login', 'kfuse'])).toEqual({
      file: 'C:\\Windows\\cmd.exe',
      args: ['/d /s /c ""C:\\Program Files\\codex.cmd" mcp login kfuse"'],
      verbatim: true,
    });
    for (const name of ['a&calc', '%PATH%', 'a b', 'a"b', 'a^b', '']) {
      expect(launchable(windows, 'C:\\codex.cmd', ['mcp', 'login', name])).toBeNull();
    }
    expect(launchable(windows, 'C:\\100%\\codex.cmd', ['mcp'])).toBeNull();
  });

  it('passes the environment on and finds what stands beside the program', () => {
    const vars = { PATH: '/usr/bin', BROWSER: '/my/browser', GONE: undefined };
    expect(childEnvironment(host('linux', vars), '/opt/node/bin/codex')).toEqual({
      PATH: '/usr/bin:/opt/node/bin',
      BROWSER: '/my/browser',
    });
    expect(childEnvironment(windows, 'C:\\npm\\codex.cmd')).toMatchObject({ Path: 'C:\\Windows;C:\\npm' });
  });
});
