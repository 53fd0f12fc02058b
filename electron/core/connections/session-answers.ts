import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { SessionCode, SessionIdentity } from '../../../shared/session-sign-in.ts';
import { requireSecure } from '../auth/urls.ts';
import { fieldOf } from './answer-fields.ts';
import { isRecord } from './json-rpc.ts';
import type { RpcReply } from './json-rpc.ts';
import { toolHint } from './tool-hint.ts';
import { readAnswer } from './tool-outcome.ts';
import { maskValues, quote } from './words.ts';

/** What is needed to judge an answer; `server` decides which pages may be opened (auth/urls.ts). */
export interface AnswerContext {
  readonly server: string;
  /** Masked wherever the answer is quoted. */
  readonly secrets: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
}

export type BegunSignIn =
  | { readonly kind: 'code'; readonly code: SessionCode }
  | { readonly kind: 'signed-in'; readonly expiresAt: number | null };

export type SignInStatus =
  | { readonly kind: 'pending'; readonly retryAfterMs: number | null }
  | { readonly kind: 'signed-in'; readonly expiresAt: number | null };

const DETAIL = 400;
/** A month, in seconds: longer is no time a code or an access token lives. */
const LONGEST = 31 * 86_400;
const AGAIN = 'Get a new code.';

/**
 * The answer of `authenticate`. Errors: SignInFailed, AuthDenied, AuthTimeout; InsecureEndpoint for a page that must
 * not be opened. What the server says stands in `detail` alone.
 */
export function readBegun(reply: RpcReply, context: AnswerContext): Result<BegunSignIn> {
  const answer = readAnswer(reply);
  if (!answer.ok) return refused(answer.text, context, 'The server did not begin a sign-in.');
  const { data } = answer;
  const userCode = fieldOf(data, 'usercode');
  if (userCode === undefined && fieldOf(data, 'isalreadyauthenticated', 'isauthenticated') === true) {
    return ok({ kind: 'signed-in', expiresAt: endIn(data, context.now) });
  }
  const page = fieldOf(data, 'verificationuri', 'verificationurl');
  if (typeof userCode !== 'string' || !/^[\x20-\x7e]{1,64}$/.test(userCode) || typeof page !== 'string') {
    return fail('SignInFailed', 'The server gave no code to enter.', {
      next: 'Ask whoever runs the server; the quoted answer may help.',
      detail: quote(maskValues(answer.text, context.secrets), DETAIL),
    });
  }
  const safe = requireSecure(page, 'The page to enter the code', context.server);
  if (!safe.ok) return safe;
  const complete = fieldOf(data, 'verificationuricomplete', 'verificationurlcomplete');
  const filled = requireSecure(
    typeof complete === 'string' ? complete : '',
    'The page with the code',
    context.server,
  );
  return ok({
    kind: 'code',
    code: {
      userCode,
      verificationUri: safe.value.href,
      verificationUriComplete: filled.ok ? filled.value.href : null,
      expiresAt: endIn(data, context.now),
    },
  });
}

/** The answer of `check_auth_status`. Errors as of `readBegun`. */
export function readStatus(reply: RpcReply, context: AnswerContext): Result<SignInStatus> {
  const answer = readAnswer(reply);
  const { data, text } = answer;
  // RFC 8628 section 3.5; some tools pass on what the service said as an error of theirs.
  const pending = fieldOf(data, 'ispending') === true || /authorization_pending|slow_down/i.test(text);
  if (!answer.ok && !pending) return refused(text, context, 'The server says that the sign-in failed.');
  if (fieldOf(data, 'isauthenticated', 'authenticated') === true) {
    return ok({ kind: 'signed-in', expiresAt: endIn(data, context.now) });
  }
  const wait = amount(fieldOf(data, 'retryafterseconds', 'retryafter', 'interval'));
  return ok({ kind: 'pending', retryAfterMs: wait === null ? null : wait * 1000 });
}

/** The answer of `whoami`, and when it says the sign-in ends; null when it names nobody. */
export function readIdentity(
  reply: RpcReply,
  { secrets, now }: AnswerContext,
): { identity: SessionIdentity; expiresAt: number | null } | null {
  const { ok: answered, data } = readAnswer(reply);
  if (!answered || !isRecord(data) || fieldOf(data, 'isauthenticated') === false) return null;
  const shown = (value: unknown): string | null =>
    typeof value === 'string' ? quote(maskValues(value, secrets), 120) || null : null;
  const list = (value: unknown): readonly string[] =>
    (Array.isArray(value) ? value.slice(0, 12) : [value]).flatMap((item: unknown) => shown(item) ?? []);
  const identity = {
    name: shown(fieldOf(data, 'username', 'name', 'displayname', 'preferredusername', 'login')),
    email: shown(fieldOf(data, 'email')),
    roles: list(fieldOf(data, 'roles', 'role')),
    tenants: list(fieldOf(data, 'allowedtenants', 'tenants', 'tenantid', 'tenant')),
  };
  return { identity, expiresAt: endIn(data, now) };
}

function refused(text: string, { secrets }: AnswerContext, sentence: string): ReturnType<typeof fail> {
  const said = quote(maskValues(text, secrets), DETAIL);
  const detail = said === '' ? {} : { detail: said };
  if (/access_denied|\b(denied|declined)\b/i.test(text)) return fail('AuthDenied', undefined, detail);
  if (/expired/i.test(text)) {
    return fail('AuthTimeout', 'The code, or the sign-in, has run out.', { next: AGAIN, ...detail });
  }
  const hint = toolHint({ ok: false, text, data: null });
  return fail('SignInFailed', sentence, { next: hint ?? AGAIN, ...detail });
}

/** Epoch milliseconds; null when the answer does not say, or says nonsense. */
function endIn(data: unknown, now: number): number | null {
  const seconds = amount(fieldOf(data, 'expiresinseconds', 'expiresin'));
  if (seconds !== null) return now + seconds * 1000;
  const moment = fieldOf(data, 'tokenexpiresatutc', 'expiresatutc', 'tokenexpiresat', 'expiresat');
  const at = typeof moment === 'string' ? Date.parse(moment) : Number.NaN;
  return at > now - LONGEST * 1000 && at < now + LONGEST * 1000 ? at : null;
}

function amount(value: unknown): number | null {
  const seconds = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  return seconds > 0 && seconds <= LONGEST ? seconds : null;
}
