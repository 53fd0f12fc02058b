import { expect, test } from 'vitest';
import { cmdArguments } from './windows-command.ts';

test('runs a batch file through cmd.exe with every argument shielded', () => {
  const [d, s, c, line] = cmdArguments('C:\\Program Files\\nodejs\\npx.cmd', ['-y', 'a b', 'x&calc', '100%']);
  expect([d, s, c]).toEqual(['/d', '/s', '/c']);
  expect(line).toBe(
    '"C:\\Program^ Files\\nodejs\\npx.cmd ^^^"-y^^^" ^^^"a^^^ b^^^" ^^^"x^^^&calc^^^" ^^^"100^^^%^^^""',
  );
});

test('doubles backslashes before a quote and at the end', () => {
  const line = cmdArguments('x.cmd', ['a\\"b\\'])[3]?.replaceAll('^', '');
  expect(line).toBe('"x.cmd "a\\\\\\"b\\\\""');
});
