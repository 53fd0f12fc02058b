import { describe, expect, test } from 'vitest';
import { programsOf, withScripts } from './mac-programs.ts';
import { scriptName } from './script-name.ts';
import { programsOfAnswer } from './windows-programs.ts';

describe('lists of running programs', () => {
  test('of macOS give number, parent, start and file, blanks in it included', () => {
    const listed = `    1     0 Fri Nov 20 09:00:01 2026     /sbin/launchd
  812     1 Sat Nov 21 14:05:09 2026     /Applications/LM Studio.app/Contents/MacOS/LM Studio
 9001   812 Sat Nov  7 04:05:06 2026     node
what is this
`;
    const programs = programsOf(listed);
    expect(programs.map(({ pid, parent, names, path }) => [pid, parent, names, path])).toEqual([
      [1, 0, ['launchd'], '/sbin/launchd'],
      [812, 1, ['LM Studio'], '/Applications/LM Studio.app/Contents/MacOS/LM Studio'],
      [9001, 812, ['node'], 'node'],
    ]);
    expect(programs[1]?.startedAt).toBe(new Date(2026, 10, 21, 14, 5, 9, 999).getTime());
    const named = withScripts(programs, ' 9001 node --no-warnings /opt/homebrew/bin/gemini --yolo\n');
    expect(named.map(({ names }) => names)).toEqual([['launchd'], ['LM Studio'], ['node', 'gemini']]);
  });

  test('of Windows give the same, with the script of a line that needs quotes', () => {
    const answer = JSON.stringify([
      { pid: 4, parent: 1, path: 'C:\\Users\\Zoë\\codex.EXE', at: 1_795_000_000_123, line: null },
      {
        pid: 5,
        parent: 4,
        path: 'C:\\Program Files\\nodejs\\node.exe',
        at: 1_795_000_000_456,
        line: '"C:\\Program Files\\nodejs\\node.exe"  --no-warnings "C:\\My Tools\\gemini.js" "a b"',
      },
    ]);
    expect(programsOfAnswer(answer)).toEqual([
      {
        pid: 4,
        parent: 1,
        startedAt: 1_795_000_000_123,
        names: ['codex.EXE'],
        path: 'C:\\Users\\Zoë\\codex.EXE',
      },
      {
        pid: 5,
        parent: 4,
        startedAt: 1_795_000_000_456,
        names: ['node.exe', 'gemini'],
        path: 'C:\\Program Files\\nodejs\\node.exe',
      },
    ]);
  });

  test.each(['', 'Access denied', '{"pid":1}', '[{"pid":"1"}]'])(
    'are unknown when the answer is %j',
    (text) => {
      expect(programsOfAnswer(text)).toBeNull();
    },
  );
});

test.each([
  [['--max-old-space-size=8192', '/usr/bin/gemini'], 'gemini'],
  [['C:\\x\\copilot.mjs', '--token', 's3cret'], 'copilot'],
  [['--version'], null],
])('of the arguments %j nothing but the script is taken', (args, name) => {
  expect(scriptName(args)).toBe(name);
});
