import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from './csp.ts';

describe('contentSecurityPolicy', () => {
  it('forbids every connection on the desktop and allows only the own origin in the browser host', () => {
    expect(contentSecurityPolicy('desktop')).toContain("connect-src 'none'");
    expect(contentSecurityPolicy('browser')).toContain("connect-src 'self'");
  });

  it.each(['desktop', 'browser'] as const)('starts from nothing and allows no inline code (%s)', (host) => {
    const policy = contentSecurityPolicy(host);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
    expect(policy).not.toMatch(/unsafe|\*|https?:|blob:/);
  });
});
