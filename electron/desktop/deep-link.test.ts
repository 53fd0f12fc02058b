import { describe, expect, it } from 'vitest';
import { deepLinkArgument, parseDeepLink } from './deep-link.ts';

describe('parseDeepLink', () => {
  it('knows open and show', () => {
    expect(parseDeepLink('mcp-tray://open')).toEqual({ kind: 'open' });
    expect(parseDeepLink('mcp-tray://open/')).toEqual({ kind: 'open' });
    expect(parseDeepLink('mcp-tray://show?ref=codex%3Auser%3Akfuse')).toEqual({
      kind: 'show',
      ref: 'codex:user:kfuse',
    });
  });

  it.each([
    'mcp-tray://add?name=x&command=rm',
    'mcp-tray://show',
    'mcp-tray://show?ref=a',
    'mcp-tray://show?ref=codex:user:a&ref=codex:user:b',
    'mcp-tray://show/deeper?ref=codex:user:a',
    'mcp-tray://open#now',
    'mcp-tray://user@open',
    'mcp-tray://remove?ref=codex:user:a',
    'mcp-tray:open',
    'https://open',
    `mcp-tray://show?ref=${'a'.repeat(5000)}`,
    '',
  ])('ignores %s', (link) => expect(parseDeepLink(link)).toBeNull());
});

describe('deepLinkArgument', () => {
  it('finds the link among other arguments', () => {
    expect(deepLinkArgument(['mcp-tray', '--hidden', 'mcp-tray://open'])).toEqual({ kind: 'open' });
    expect(deepLinkArgument(['mcp-tray', '--hidden'])).toBeNull();
  });
});
