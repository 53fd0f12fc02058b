import { signInOptionsSchema } from '../../../shared/actions.ts';
import type { SignInOptions } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { GivenClient } from '../auth/types.ts';

/** Who signs in, and how; what does not go together cannot be said. */
export type SignInWay = { readonly by: 'client' } | OwnSignInWay;

export type OwnSignInWay =
  | {
      readonly by: 'browser';
      /** To be kept for the service first; null forgets the kept one. */
      readonly client?: GivenClient | null;
      readonly anotherAccount: boolean;
    }
  | { readonly by: 'code'; readonly client?: GivenClient; readonly acrValues?: string };

/** Reads the wish of a front. InvalidRequest, with the reason, for choices that do not go together. */
export function signInWay(via: 'client' | 'own', options: SignInOptions = {}): Result<SignInWay> {
  const parsed = signInOptionsSchema.safeParse(options);
  if (!parsed.success) return unusable(String(parsed.error.issues[0]?.path[0] ?? ''));
  const { clientId, clientSecret, device = false, acrValues, anotherAccount = false } = parsed.data;
  if (via === 'client') {
    return Object.values(parsed.data).some((value) => value !== undefined && value !== false)
      ? refuse('These options are for a sign-in with MCP Tray; a client’s own sign-in takes none.')
      : ok({ by: 'client' });
  }
  if (clientSecret !== undefined && typeof clientId !== 'string') {
    return refuse('A client secret belongs to a client ID.', 'Give the client ID as well.');
  }
  const client = typeof clientId === 'string' ? givenClient(clientId, clientSecret) : clientId;
  if (!device) {
    if (acrValues !== undefined) {
      return refuse('ACR values are passed on only in a sign-in with a code.', 'Ask for a code as well.');
    }
    return ok({ by: 'browser', anotherAccount, ...(client === undefined ? {} : { client }) });
  }
  if (anotherAccount) {
    return refuse(
      'In a sign-in with a code the account is chosen on the page where the code is entered.',
      'Open that page in a browser that is signed in with the other account, or in a private window.',
    );
  }
  if (client === null) {
    return refuse('A sign-in with a code keeps no client ID, so there is none to forget.');
  }
  return ok({
    by: 'code',
    ...(client === undefined ? {} : { client }),
    ...(acrValues === undefined ? {} : { acrValues }),
  });
}

function givenClient(clientId: string, clientSecret: string | undefined): GivenClient {
  return clientSecret === undefined ? { clientId } : { clientId, clientSecret };
}

const NAMES: Readonly<Record<string, string>> = {
  clientId: 'The client ID',
  clientSecret: 'The client secret',
  acrValues: 'The ACR value',
};

/** Says which field, never what it held. */
function unusable(field: string): ReturnType<typeof fail> {
  const what = NAMES[field] ?? 'One of these options';
  return refuse(
    `${what} is empty, too long or holds characters that cannot be sent.`,
    'Copy it again from whoever gave it to you, without spaces or line breaks around it.',
  );
}

function refuse(sentence: string, next = 'Leave one of them out.'): ReturnType<typeof fail> {
  return fail('InvalidRequest', sentence, { next });
}
