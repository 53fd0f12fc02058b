import { describe, expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import { checkCallback } from './callback.ts';

const expected = {
  state: 's1',
  issuer: 'https://as.example',
  issPromised: true,
  resource: 'https://mcp.example',
};
const back = (query: string) => new URLSearchParams(query);
const iss = `iss=${encodeURIComponent(expected.issuer)}`;

describe('the answer from the browser', () => {
  /** RFC 9207 section 2.4 with the table of MCP 2026-07-28. */
  it.each([
    ['promised and right', true, iss, true],
    ['promised and missing', true, '', false],
    ['promised and wrong', true, 'iss=https://evil.example', false],
    ['promised, right but for a slash', true, `${iss}/`, false],
    ['not promised but right', false, iss, true],
    ['not promised and wrong', false, 'iss=https://evil.example', false],
    ['not promised and missing', false, '', true],
  ])('with iss %s: accepted %s', (_name, issPromised, part, accepted) => {
    const result = checkCallback(back(`state=s1&code=c&${part}`), { ...expected, issPromised });
    expect(result.ok ? 'accepted' : result.error.code).toBe(accepted ? 'accepted' : 'IssuerMismatch');
  });

  it.each([
    '',
    'code=c',
    'state=other&code=c',
    'state=s1&state=s1&code=c',
    'state=s1&code=c&code=d',
    'state=S1&code=c',
  ])('is refused when the state is not exactly ours: %j', (query) => {
    expect(checkCallback(back(`${query}&${iss}`), expected)).toMatchObject({
      error: { code: 'StateMismatch' },
    });
  });

  it('gives the code', () => {
    expect(checkCallback(back(`state=s1&code=c&${iss}`), expected)).toEqual(ok({ kind: 'code', code: 'c' }));
  });

  it('says when the person declined', () => {
    expect(checkCallback(back(`state=s1&error=access_denied&${iss}`), expected)).toMatchObject({
      error: { code: 'AuthDenied' },
    });
  });

  it('says when the service has forgotten the app', () => {
    const result = checkCallback(back(`state=s1&error=unauthorized_client&${iss}`), expected);
    expect(result).toEqual(ok({ kind: 'unknown-client' }));
  });

  it('quotes an error of the right issuer, redacted, and nothing of a wrong one', () => {
    const words = 'error=server_error&error_description=token%3Dabc123%0Aboom';
    const right = checkCallback(back(`state=s1&${words}&${iss}`), expected);
    expect(right).toMatchObject({
      error: { code: 'SignInFailed', detail: expect.stringContaining('server_error') },
    });
    expect(JSON.stringify(right)).not.toContain('abc123');
    const wrong = checkCallback(back(`state=s1&${words}&iss=https://evil.example`), expected);
    expect(JSON.stringify(wrong)).not.toContain('boom');
  });

  it('without a code is a failure', () => {
    expect(checkCallback(back(`state=s1&${iss}`), expected)).toMatchObject({
      error: { code: 'SignInFailed' },
    });
  });
});
