import type { SignInOptions } from '../../shared/actions.ts';
import { COPY } from '../copy/copy.ts';

/** Ways that exclude each other, so that nothing can be chosen that the core refuses. */
export const SIGN_IN_WAYS = ['clientId', 'code', 'account', 'forget'] as const;
export type SignInWayName = (typeof SIGN_IN_WAYS)[number];

export interface TypedSignIn {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tenant: string;
}

export type TypedProblems = Partial<Readonly<Record<keyof TypedSignIn, string>>>;

/** Lengths and characters of `signInOptionsSchema`; RFC 6749 appendix A. */
const VISIBLE = /^[\x20-\x7e]*$/;
const TENANT = /^[\x21-\x7e]*$/;
const MOST = { clientId: 4096, clientSecret: 8192, tenant: 1000 - 'tenant:'.length } as const;

/** What is asked of the core, or what is wrong with which field; a problem never repeats what was typed. */
export function signInOptionsOf(
  way: SignInWayName,
  typed: TypedSignIn,
): { readonly options: SignInOptions } | { readonly problems: TypedProblems } {
  if (way === 'account') return { options: { anotherAccount: true } };
  if (way === 'forget') return { options: { clientId: null } };
  const { problems: words } = COPY.otherWays;
  const clientId = typed.clientId.trim();
  const tenant = way === 'code' ? typed.tenant.trim() : '';
  const { clientSecret } = typed;
  const problems: TypedProblems = {
    ...(!VISIBLE.test(clientId) || clientId.length > MOST.clientId ? { clientId: words.clientId } : {}),
    ...(clientId === '' && clientSecret !== '' ? { clientId: words.secretAlone } : {}),
    ...(clientId === '' && way === 'clientId' ? { clientId: words.noClientId } : {}),
    ...(isSecret(clientSecret) ? {} : { clientSecret: words.clientSecret }),
    ...(!TENANT.test(tenant) || tenant.length > MOST.tenant ? { tenant: words.tenant } : {}),
  };
  if (Object.keys(problems).length > 0) return { problems };
  return {
    options: {
      ...(clientId === '' ? {} : { clientId }),
      ...(clientSecret === '' ? {} : { clientSecret }),
      ...(way === 'code' ? { device: true } : {}),
      ...(tenant === '' ? {} : { acrValues: `tenant:${tenant}` }),
    },
  };
}

/** A space at an end came with the copying, and nobody can see it in a hidden field. */
function isSecret(value: string): boolean {
  return VISIBLE.test(value) && value.length <= MOST.clientSecret && value === value.trim();
}
