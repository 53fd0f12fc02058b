import { describe, expect, test } from 'vitest';
import { memoryEnv } from './in-memory-files.ts';
import { behindCmd, isLinuxHome, misreadByCmd, throughCmd } from './windows-command.ts';

const windows = memoryEnv({ platform: 'win32' });
const HERE = 'C:\\Users\\me\\.claude.json';

describe('cmd /c before a script', () => {
  test.each([
    ['npx', ['-y', 'x'], ['/c', 'npx', '-y', 'x']],
    ['npx.cmd', [], ['/c', 'npx.cmd']],
    ['pnpm', ['dlx', 'a b'], ['/c', 'pnpm', 'dlx', 'a b']],
  ])('%s on Windows', (command, args, expected) => {
    expect(throughCmd(windows, HERE, { command, args })).toEqual({ command: 'cmd', args: expected });
  });

  test.each(['node', 'uvx', 'bunx', 'docker', 'C:\\tools\\npx.exe', 'cmd'])('not before %s', (command) => {
    expect(throughCmd(windows, HERE, { command, args: ['x'] })).toBeNull();
  });

  test('not on other systems, and not in Linux homes on the same computer', () => {
    const npx = { command: 'npx', args: ['x'] };
    expect(throughCmd(memoryEnv({ platform: 'linux' }), '/home/me/.claude.json', npx)).toBeNull();
    expect(throughCmd(memoryEnv({ platform: 'darwin' }), '/Users/me/.claude.json', npx)).toBeNull();
    for (const file of [
      '\\\\wsl$\\Ubuntu\\home\\me\\.mcp.json',
      '\\\\wsl.localhost\\Debian\\srv\\.mcp.json',
    ]) {
      expect(isLinuxHome(file)).toBe(true);
      expect(throughCmd(windows, file, npx)).toBeNull();
    }
  });
});

test.each([
  ['cmd', ['/c', 'npx', '-y', 'x'], { command: 'npx', args: ['-y', 'x'] }],
  ['CMD.EXE', ['/C', 'npx'], { command: 'npx', args: [] }],
  ['cmd', ['/c', 'node', 'x'], null],
  ['cmd', ['/k', 'npx', 'x'], null],
  ['cmd', ['/c'], null],
  ['npx', ['-y', 'x'], null],
  [null, null, null],
])('behind %s %j stands %j', (command, args, expected) => {
  expect(behindCmd({ command, args })).toEqual(expected);
});

test.each([
  [['a&b'], 'a&b'],
  [['ok', '100%'], '100%'],
  [['a b', 'C:\\x', '--y=z'], null],
])('of %j cmd would misread %s', (args, expected) => {
  expect(misreadByCmd({ command: 'npx', args })).toBe(expected);
});
