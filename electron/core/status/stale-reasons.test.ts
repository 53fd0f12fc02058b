import { describe, expect, it } from 'vitest';
import { withStaleReasons } from './stale-reasons.ts';
import type { SignInUse } from './stale-reasons.ts';

const NOW = 1_795_000_000_000;

function use(
  server: string,
  fields: Partial<SignInUse['signIn']> = {},
  rest: Partial<SignInUse> = {},
): SignInUse {
  return {
    signIn: {
      ref: `codex/${server}`,
      owner: 'codex',
      server,
      url: `https://${server}.test/mcp`,
      issuer: null,
      expiresAt: NOW + 60_000,
      refreshable: true,
      entries: [`codex:user:${server}`],
      ...fields,
    },
    identity: fields.url ?? server,
    outdated: null,
    allKnown: true,
    forgetsProjects: false,
    gone: false,
    refused: null,
    ...rest,
  };
}

const reasons = (...uses: readonly SignInUse[]) => withStaleReasons(uses, NOW).map(({ stale }) => stale);

describe('a sign-in is stale', () => {
  it('when its server was gone, after the reason that nobody uses it', () => {
    const words = 'Its server was gone at the last check: nothing is at its address any more.';
    expect(reasons(use('a', {}, { gone: true }))).toEqual([words]);
    expect(reasons(use('a', { entries: [] }, { gone: true }))).not.toEqual([words]);
  });

  it('when no server uses it, said as surely as it is known', () => {
    const unused = { entries: [] };
    expect(
      reasons(
        use('a'),
        use('b', unused),
        use('c', unused, { forgetsProjects: true }),
        use('d', unused, { allKnown: false }),
      ),
    ).toEqual([null, 'No server uses it any more.', 'No server that MCP Tray knows of uses it.', null]);
  });

  it('when it has ended and cannot renew itself', () => {
    expect(
      reasons(
        use('a', { expiresAt: NOW, refreshable: false }),
        use('b', { expiresAt: NOW }),
        use('c', { expiresAt: null, refreshable: false }),
        use('d', { expiresAt: NOW + 1, refreshable: false }),
      ),
    ).toEqual(['It has ended and cannot renew itself.', null, null, null]);
  });

  it('when it is refused for good, and when its store says that nothing reads it', () => {
    const old = { outdated: 'An older one left it.' };
    expect(
      reasons(use('a', {}, { refused: 'rejected' }), use('b', { entries: [] }, old), use('c', {}, old)),
    ).toEqual(['It is refused now; only signing in again helps.', 'An older one left it.', null]);
    expect(reasons(use('a', {}, { refused: 'wrong-audience' }))).toEqual([
      'It is refused: it is for another server.',
    ]);
  });

  it('when the same client is signed in to the same server under another name, and that one is better', () => {
    const url = 'https://same.test/mcp';
    const found = reasons(
      use('short', { url }),
      use('long', { url, expiresAt: NOW + 90_000 }),
      use('ended', { url, expiresAt: NOW - 1, refreshable: false }),
      use('other', { url, owner: 'claude-code', ref: 'claude-code/other' }),
    );
    expect(found).toEqual([
      'The same server is signed in as “long” too.',
      null,
      'It has ended and cannot renew itself.',
      null,
    ]);
  });

  it('but one that an entry uses is better than one that is merely newer, and one name is no duplicate', () => {
    const url = 'https://same.test/mcp';
    const newer = { url, entries: [], expiresAt: NOW + 90_000 };
    expect(reasons(use('used', { url }), use('newer', newer, { allKnown: false }))).toEqual([
      null,
      'The same server is signed in as “used” too.',
    ]);
    expect(reasons(use('x', { url }), use('x', { url, ref: 'codex/x2', expiresAt: NOW + 2 }))).toEqual([
      null,
      null,
    ]);
  });
});
