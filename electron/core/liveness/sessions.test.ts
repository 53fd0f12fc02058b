import { describe, expect, test } from 'vitest';
import { claudeCode } from '../clients/claude-code.ts';
import { claudeDesktop } from '../clients/claude-desktop.ts';
import type { RunningProgram } from './programs.ts';
import { sessionsOf } from './sessions.ts';

const program = (pid: number, parent: number, path: string, more: Partial<RunningProgram> = {}) => ({
  pid,
  parent,
  startedAt: pid,
  names: [
    path
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.exe$/, '') ?? '',
  ],
  path,
  ...more,
});

const pids = (programs: readonly RunningProgram[]): readonly number[] => programs.map(({ pid }) => pid);

describe('sessions', () => {
  test('count an app with all the processes it is made of once', () => {
    const app = [
      program(10, 1, '/opt/app'),
      program(11, 10, '/opt/app'),
      program(12, 11, '/opt/app'),
      program(20, 1, '/opt/app'),
      program(21, 20, '/bin/sh'),
      program(22, 21, '/opt/app'),
    ];
    expect(pids(sessionsOf(app, [{ name: 'app' }], 'linux'))).toEqual([10, 20, 22]);
  });

  test('are not hidden by a program that got the number of an ended parent', () => {
    const later = [program(10, 1, 'C:\\app.exe', { startedAt: 99 }), program(11, 10, 'C:\\app.exe')];
    expect(pids(sessionsOf(later, [{ name: 'app' }], 'win32'))).toEqual([10, 11]);
  });

  test('go by upper and lower case, except on Windows', () => {
    const both = [program(1, 0, '/a/Claude'), program(2, 0, '/a/claude')];
    expect(pids(sessionsOf(both, [{ name: 'claude' }], 'darwin'))).toEqual([2]);
    expect(pids(sessionsOf(both, [{ name: 'claude' }], 'win32'))).toEqual([1, 2]);
  });

  test.each([
    ['darwin', '/Applications/Claude.app/Contents/MacOS/Claude', false],
    ['darwin', '/Users/me/Library/Application Support/Claude/claude-code/2.1/claude.app/claude', true],
    ['darwin', '/Users/me/.local/bin/claude', true],
    ['win32', 'C:\\Users\\me\\AppData\\Local\\AnthropicClaude\\app-1.2\\claude.exe', false],
    ['win32', 'C:\\Program Files\\WindowsApps\\Claude_1.2_x64__pzs8sxrjxfjjc\\app\\Claude.exe', false],
    ['win32', 'C:\\Users\\me\\.local\\bin\\claude.exe', true],
    ['linux', '/usr/lib/claude-desktop/claude-desktop', false],
    ['linux', '/home/me/.local/bin/claude', true],
    ['linux', '/usr/lib/node_modules/@anthropic-ai/claude-code/bin/claude.exe', true],
  ] as const)('tell Claude Code and the desktop app apart (%s, %s)', (platform, path, isCode) => {
    const running = [program(1, 0, path)];
    expect(sessionsOf(running, claudeCode.processes ?? [], platform)).toHaveLength(isCode ? 1 : 0);
    expect(sessionsOf(running, claudeDesktop.processes ?? [], platform)).toHaveLength(isCode ? 0 : 1);
  });
});
