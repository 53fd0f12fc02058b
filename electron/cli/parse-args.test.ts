import { expect, test } from 'vitest';
import { parseVerbArgs, splitVerb } from './parse-args.ts';
import { VERBS } from './verbs.ts';

test('finds the verb wherever the common options stand', () => {
  expect(splitVerb(['list', '--json'])).toEqual({ verb: 'list', rest: ['--json'] });
  expect(splitVerb(['--json', 'list'])).toEqual({ verb: 'list', rest: ['--json'] });
  expect(splitVerb(['--project', 'list', 'show', 'x'])).toEqual({
    verb: 'show',
    rest: ['--project', 'list', 'x'],
  });
  expect(splitVerb(['--json', '--', 'list']).verb).toBeNull();
  expect(splitVerb([]).verb).toBeNull();
});

test('reads repeated options, and a command after --', () => {
  const words = ['run', '--env', 'A=1', '--env=B=2', '--client', 'codex', '--', 'npx', '-y', '--json', 'x'];
  const args = parseVerbArgs(VERBS.add, words);
  if (!args.ok) throw new Error(args.error.message);
  expect(args.value.positionals).toEqual(['run']);
  expect(args.value.values('env')).toEqual(['A=1', 'B=2']);
  expect(args.value.command).toEqual(['npx', '-y', '--json', 'x']);
  expect(args.value.flag('json')).toBe(false);
});

test('after -- a name may begin with a dash where no command is expected', () => {
  const args = parseVerbArgs(VERBS.show, ['--json', '--', '-odd']);
  expect(args.ok && args.value.positionals).toEqual(['-odd']);
});

test.each([
  [['--nonsense'], 'nonsense'],
  [['a', 'b'], '"b" is one word too many.'],
  [[], 'Something is missing.'],
  [['a', '--json=yes'], 'json'],
  [['a', '--dry-run'], 'dry-run'],
])('says in one sentence what does not fit in %j', (words, part) => {
  const args = parseVerbArgs(VERBS.show, words);
  expect(args).toMatchObject({
    ok: false,
    error: { code: 'InvalidRequest', next: 'Usage: mcp-tray show REF' },
  });
  expect(!args.ok && args.error.message).toContain(part);
  expect(!args.ok && args.error.message).toMatch(/^[^\n]+\.$/);
});
