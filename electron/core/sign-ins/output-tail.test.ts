import { describe, expect, it } from 'vitest';
import { createOutputTail, safeLine } from './output-tail.ts';

describe('output of a client', () => {
  it('shows no address, also when it comes in pieces and with terminal codes', () => {
    const lines: string[] = [];
    const output = createOutputTail((line) => lines.push(line));
    output.push('Visit: \u001B]8;;https://idp.test/auth?sta');
    output.push('te=abc\u0007\u001B[94mhttps://idp.test/auth?state=abc\u001B[39m\u001B]8;;\u0007\r\nWaiting');
    output.push('…\n');
    expect(lines).toEqual(['Visit: …', 'Waiting…']);
    expect(output.tail()).toBe('Visit: …\nWaiting…');
  });

  it('masks secrets and drops long runs of characters', () => {
    expect(safeLine('Authorization: Bearer abc.def')).not.toContain('abc');
    expect(safeLine(`code_challenge ${'x'.repeat(100)} end`)).toBe('code_challenge … end');
    expect(safeLine('plain\u0000 words')).toBe('plain  words');
  });

  it('keeps the last lines only, and takes an unfinished one at the end', () => {
    const output = createOutputTail(() => undefined);
    for (let line = 1; line <= 20; line += 1) output.push(`line ${line}\n`);
    output.push('last');
    output.end();
    expect(output.tail().split('\n')).toEqual(
      [14, 15, 16, 17, 18, 19, 20].map((n) => `line ${n}`).concat('last'),
    );
  });

  it('stays small when a line never ends', () => {
    const output = createOutputTail(() => undefined);
    for (let piece = 0; piece < 100; piece += 1) output.push('ab '.repeat(10_000));
    output.end();
    expect(output.tail().length).toBeLessThanOrEqual(300);
  });
});
