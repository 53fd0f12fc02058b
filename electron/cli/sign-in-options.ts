import type { SignInOptions } from '../../shared/actions.ts';
import { ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { CommandContext } from './context.ts';
import { usage } from './parse-args.ts';
import { readSecret } from './read-secret.ts';
import { VERBS } from './verbs.ts';

const SECRET = { what: 'client secret', command: 'login … --client-secret-stdin' };

/**
 * What `login` was told about MCP Tray's own sign-in; null when nothing was. A secret comes from stdin alone:
 * other programs can read the arguments of a process. InvalidRequest where the flags do not go together.
 */
export async function readSignInOptions({
  args,
  terminal,
}: CommandContext): Promise<Result<SignInOptions | null>> {
  const clientId = args.value('client-id');
  const acrValues = args.value('acr-values');
  const forget = args.flag('forget-client-id');
  const withSecret = args.flag('client-secret-stdin');
  if (forget && clientId !== null) {
    return usage(VERBS.login, 'Choose --client-id or --forget-client-id, not both.');
  }
  if (withSecret && clientId === null) {
    return usage(VERBS.login, '--client-secret-stdin needs --client-id.');
  }
  const secret = withSecret ? await readSecret(terminal, SECRET) : ok(null);
  if (!secret.ok) return secret;
  const options: SignInOptions = {
    ...(forget ? { clientId: null } : {}),
    ...(clientId === null ? {} : { clientId }),
    ...(secret.value === null ? {} : { clientSecret: secret.value }),
    ...(args.flag('device') ? { device: true } : {}),
    ...(acrValues === null ? {} : { acrValues }),
    ...(args.flag('another-account') ? { anotherAccount: true } : {}),
  };
  return ok(Object.keys(options).length === 0 ? null : options);
}
