import { describe, expect, it } from 'vitest';
import { tokenStages } from './diagnose-token.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const ISSUER = 'https://sso.acme.test/realms/kcp';
const WANTED = { issuers: [ISSUER], resources: ['https://mcp.acme.test/mcp'] };
const GOOD = {
  iss: ISSUER,
  aud: ['account', 'https://mcp.acme.test/mcp'],
  exp: NOW / 1000 + 3600,
  email: 'ada@acme.test',
  groups: ['sre', 'kcp-admins'],
};

const jwt = (claims: Record<string, unknown>): string =>
  ['{"alg":"RS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

function told(claims: Record<string, unknown>, refused = true): readonly string[] {
  const stages = tokenStages(jwt(claims), { wanted: WANTED, refused, now: NOW });
  return stages.map(({ name, state, text }) => `${name} ${state}: ${text}`);
}

describe('a token', () => {
  it('that is accepted tells whose it is, and nothing is judged', () => {
    expect(told({ ...GOOD, aud: 'account' }, false)).toEqual([
      `Token info: From ${ISSUER} · for account · until 2026-11-28 13:00 UTC · given to ada@acme.test · in the groups sre, kcp-admins.`,
    ]);
  });

  it('that is opaque is not guessed at', () => {
    const [stage, ...others] = tokenStages('abc.def', { wanted: WANTED, refused: true, now: NOW });
    expect(stage?.text).toContain('opaque');
    expect(others).toEqual([]);
  });

  it('never stands in its own report, and what it names is bounded and on one line', () => {
    const claims = {
      ...GOOD,
      iss: `https://x.test/${'a'.repeat(9000)}`,
      email: 'a\u0000\nb',
      groups: [{}, 7],
    };
    const report = JSON.stringify(tokenStages(jwt(claims), { wanted: WANTED, refused: true, now: NOW }));
    expect(report).not.toContain(jwt(claims).slice(0, 40));
    expect(report.length).toBeLessThan(2000);
    expect(report).not.toContain('\\n');
  });
});

describe('of a token that is refused, the reasons are looked for in order, up to the first that holds', () => {
  it.each<[string, Record<string, unknown>, readonly RegExp[]]>([
    [
      'its time',
      { ...GOOD, exp: NOW / 1000 - 60, iss: 'https://elsewhere.test', aud: 'other' },
      [/^Token: time failed: It ran out at 2026-11-28 11:59 UTC\./, /service skipped/, /server skipped/],
    ],
    [
      'its service, to the letter',
      { ...GOOD, iss: 'https://sso.acme.test', aud: 'other' },
      [
        /time ok/,
        /service failed: It comes from https:\/\/sso\.acme\.test, the server names .*\/kcp\.$/,
        /server skipped/,
      ],
    ],
    [
      'its server',
      { ...GOOD, aud: ['account'] },
      [/time ok/, /service ok/, /server failed: It is for account, the server is https:.*\/mcp\.$/],
    ],
    ['none that can be seen from here', GOOD, [/time ok/, /service ok/, /server ok/]],
    ['nothing to compare with', {}, [/time info/, /service info/, /server failed: It is for no server in/]],
  ])('%s', (_name, claims, expected) => {
    const [, ...checks] = told(claims);
    expect(checks).toEqual(expected.map((words) => expect.stringMatching(words)));
  });
});
