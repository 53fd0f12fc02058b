import { describe, expect, it } from 'vitest';
import { ruleMatches, urlMatches } from './claude-code-rules.ts';

const URL_WITH_PORT = 'http://127.0.0.1:9/mcp?x=1';

describe('address rules', () => {
  it('decides as Claude Code 2.1.329 did for each of these', () => {
    const seen: readonly [string, boolean][] = [
      ['http://127.0.0.1:9/mcp', false],
      ['http://127.0.0.1:9/mcp?x=1', true],
      ['http://127.0.0.1:9/*', true],
      ['http://127.0.0.1*', true],
      ['*://127.0.0.1/*', false],
      ['HTTP://127.0.0.1:9/MCP*', false],
      ['http://127.0.0.1:9/mcp/?x=1', false],
    ];
    for (const [pattern, matches] of seen) {
      expect([pattern, urlMatches(URL_WITH_PORT, pattern)]).toEqual([pattern, matches]);
    }
  });

  it('takes a bare host for every path, and knows the usual ports', () => {
    expect(urlMatches('https://h.test/a/b?c', 'https://h.test')).toBe(true);
    expect(urlMatches('https://h.test/a', 'https://*.test/*')).toBe(true);
    expect(urlMatches('https://h.test/a', 'https://h.test:443/a')).toBe(true);
    expect(urlMatches('https://h.test:8443/a', 'https://h.test:*/a')).toBe(true);
    expect(urlMatches('https://evil.test/h.test/a', 'https://h.test/*')).toBe(false);
    expect(urlMatches('not an address', 'https://h.test')).toBe(false);
    expect(urlMatches('not an address', '*')).toBe(true);
  });

  it('answers a pattern made to be slow', () => {
    const pattern = `https://h.test/${'*a'.repeat(2_000)}b`;
    expect(urlMatches(`https://h.test/${'a'.repeat(4_000)}`, pattern)).toBe(false);
  });
});

describe('other rules', () => {
  const subject = { name: 'n', url: null, command: 'node', args: ['a', 'b'] };

  it('compares names and whole command lines exactly', () => {
    expect(ruleMatches({ serverName: 'n' }, subject)).toBe(true);
    expect(ruleMatches({ serverName: 'N' }, subject)).toBe(false);
    expect(ruleMatches({ serverCommand: ['node', 'a', 'b'] }, subject)).toBe(true);
    expect(ruleMatches({ serverCommand: ['node', 'a'] }, subject)).toBe(false);
  });

  it('drops what is no rule', () => {
    const odd = ['n', null, 1, [], {}, { serverName: 1 }];
    expect(odd.filter((rule) => ruleMatches(rule, subject))).toEqual([]);
  });
});
