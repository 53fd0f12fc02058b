import { describe, expect, it } from 'vitest';
import type { SignInOptions } from '../../../shared/actions.ts';
import { signInWay } from './sign-in-way.ts';

describe('a way to sign in', () => {
  it.each<[string, 'client' | 'own', SignInOptions | undefined, object]>([
    ['the client’s own', 'client', undefined, { by: 'client' }],
    ['the browser', 'own', undefined, { by: 'browser', anotherAccount: false }],
    ['another account', 'own', { anotherAccount: true }, { by: 'browser', anotherAccount: true }],
    [
      'an entered client ID with its secret',
      'own',
      { clientId: 'tray', clientSecret: 's3cret' },
      { by: 'browser', anotherAccount: false, client: { clientId: 'tray', clientSecret: 's3cret' } },
    ],
    [
      'no entered client ID any more',
      'own',
      { clientId: null },
      { by: 'browser', anotherAccount: false, client: null },
    ],
    ['a code', 'own', { device: true }, { by: 'code' }],
    [
      'a code at a tenant',
      'own',
      { device: true, acrValues: 'tenant:acme', clientId: 'tray' },
      { by: 'code', acrValues: 'tenant:acme', client: { clientId: 'tray' } },
    ],
  ])('is %s', (_what, via, options, way) => {
    expect(signInWay(via, options)).toEqual({ ok: true, value: way });
  });

  it.each<[string, 'client' | 'own', SignInOptions]>([
    ['options for the client’s own sign-in', 'client', { device: true }],
    ['a secret without a client ID', 'own', { clientSecret: 'hush-hush' }],
    ['a secret for a forgotten client ID', 'own', { clientId: null, clientSecret: 'hush-hush' }],
    ['ACR values in the browser', 'own', { acrValues: 'tenant:acme' }],
    ['another account with a code', 'own', { device: true, anotherAccount: true }],
    ['a code and a forgotten client ID', 'own', { device: true, clientId: null }],
    ['an empty client ID', 'own', { clientId: '' }],
    ['a secret of two lines', 'own', { clientId: 'tray', clientSecret: 'hush-hush\nmore' }],
    ['a client ID without end', 'own', { clientId: 'x'.repeat(4097) }],
  ])('is not %s, and the refusal holds no secret', (_what, via, options) => {
    const way = signInWay(via, options);
    expect(way).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
    expect(JSON.stringify(way)).not.toContain('hush-hush');
  });
});
