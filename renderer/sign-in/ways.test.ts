import { describe, expect, it } from 'vitest';
import { signInOptionsSchema } from '../../shared/actions.ts';
import { SIGN_IN_WAYS, signInOptionsOf } from './ways.ts';
import type { SignInWayName, TypedSignIn } from './ways.ts';

const NOTHING: TypedSignIn = { clientId: '', clientSecret: '', tenant: '' };
const read = (way: SignInWayName, typed: Partial<TypedSignIn> = {}) =>
  signInOptionsOf(way, { ...NOTHING, ...typed });

describe('what a way to sign in asks of the core', () => {
  it('is an ID, with its secret when there is one', () => {
    expect(read('clientId', { clientId: ' tray-1 ' })).toEqual({ options: { clientId: 'tray-1' } });
    expect(read('clientId', { clientId: 'tray-1', clientSecret: 's e' })).toEqual({
      options: { clientId: 'tray-1', clientSecret: 's e' },
    });
  });

  it('is a code, with tenant and ID when they are given', () => {
    expect(read('code')).toEqual({ options: { device: true } });
    expect(read('code', { clientId: 'tray-1', tenant: ' acme ' })).toEqual({
      options: { clientId: 'tray-1', device: true, acrValues: 'tenant:acme' },
    });
  });

  it('takes nothing along that belongs to another way', () => {
    const typed = { clientId: 'tray-1', clientSecret: 's', tenant: 'acme' };
    expect(read('account', typed)).toEqual({ options: { anotherAccount: true } });
    expect(read('forget', typed)).toEqual({ options: { clientId: null } });
    expect(read('clientId', typed)).toEqual({ options: { clientId: 'tray-1', clientSecret: 's' } });
  });

  it('is something the contract takes, up to the longest values', () => {
    const typed = { clientId: 'i'.repeat(4096), clientSecret: 's'.repeat(8192), tenant: 't'.repeat(993) };
    for (const way of SIGN_IN_WAYS) {
      const answer = read(way, typed);
      expect('options' in answer && signInOptionsSchema.safeParse(answer.options).success).toBe(true);
    }
  });
});

describe('what cannot be sent', () => {
  it.each([
    ['no ID', 'clientId', {}, 'clientId'],
    ['a secret without an ID', 'code', { clientSecret: 'geheim' }, 'clientId'],
    ['an ID with other characters', 'clientId', { clientId: 'trüy' }, 'clientId'],
    ['an ID that is too long', 'clientId', { clientId: 'i'.repeat(4097) }, 'clientId'],
    [
      'a secret with a space after it',
      'clientId',
      { clientId: 'i', clientSecret: 'geheim ' },
      'clientSecret',
    ],
    ['a secret with a tab', 'code', { clientId: 'i', clientSecret: 'ge\theim' }, 'clientSecret'],
    ['a secret that is too long', 'code', { clientId: 'i', clientSecret: 's'.repeat(8193) }, 'clientSecret'],
    ['a tenant of two words', 'code', { tenant: 'acme prompt' }, 'tenant'],
    ['a tenant that is too long', 'code', { tenant: 't'.repeat(994) }, 'tenant'],
  ] as const)('is told at its field: %s', (_, way, typed, field) => {
    const answer = read(way, typed);
    if (!('problems' in answer)) throw new Error('it would be sent');
    expect(Object.keys(answer.problems)).toEqual([field]);
    expect(JSON.stringify(answer.problems)).not.toContain('heim');
  });
});
