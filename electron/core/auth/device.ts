import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { authenticated } from './client-authentication.ts';
import type { ClientRegistration } from './credentials.ts';
import { DEVICE_GRANT } from './grants.ts';
import type { Discovery } from './metadata.ts';
import { quoted } from './oauth-http.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { requestTokens } from './token-endpoint.ts';
import type { TokenSet } from './token-endpoint.ts';
import type { DeviceCode } from './types.ts';
import { requireSecure } from './urls.ts';

/** RFC 8628 section 3.2; `verification_url` is what older services say. A code is shown, so it must be text. */
const answerSchema = z.object({
  device_code: z.string().min(1).max(64_000),
  user_code: z.string().regex(/^[\x20-\x7e]{1,64}$/),
  verification_uri: z.string().max(4096).optional(),
  verification_url: z.string().max(4096).optional(),
  verification_uri_complete: z.string().max(4096).optional(),
  expires_in: z.coerce.number().positive().max(86_400),
  interval: z.coerce.number().positive().max(300).optional().catch(undefined),
});

/** Seconds between two questions unless the service says otherwise (RFC 8628 section 3.2). */
const INTERVAL = 5;
/** Milliseconds; waiting doubles up to this while the service cannot be reached. */
const LONGEST_INTERVAL = 60_000;

export interface PendingDevice {
  readonly shown: DeviceCode;
  readonly deviceCode: string;
  readonly registration: ClientRegistration;
}

export interface DevicePorts {
  readonly http: OAuthHttp;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Waits milliseconds; rejects when the signal aborts. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** Asks for a code the person can enter on any device. Errors: SignInFailed, HttpError and network codes. */
export async function requestDeviceCode(
  discovery: Discovery,
  endpoint: string,
  request: { registration: ClientRegistration; parameters: Readonly<Record<string, string>> },
  { http, now, signal }: DevicePorts,
): Promise<Result<PendingDevice> | 'unknown-client'> {
  const { server, resource } = discovery;
  const url = requireSecure(endpoint, 'The device authorization endpoint', server);
  if (!url.ok) return url;
  const { registration, parameters } = request;
  const form = authenticated(registration, { ...parameters, resource, client_id: registration.clientId });
  const answer = await http(url.value, { method: 'POST', ...form, signal });
  if (!answer.ok) return answer;
  const { status, json } = answer.value;
  const error = json?.['error'];
  if (error === 'invalid_client' || error === 'unauthorized_client') return 'unknown-client';
  const parsed = status === 200 ? answerSchema.safeParse(json) : null;
  if (!parsed?.success) {
    const code = status >= 500 || status === 429 ? 'HttpError' : 'SignInFailed';
    const detail = quoted(answer.value, [registration.clientSecret ?? '', jsonText(json, 'device_code')]);
    return fail(code, `The sign-in service ${url.value.host} gave no code to enter.`, { detail });
  }
  const { data } = parsed;
  const page = data.verification_uri ?? data.verification_url ?? '';
  const safe = requireSecure(page, 'The page to enter the code', server);
  if (!safe.ok) return safe;
  const complete = requireSecure(data.verification_uri_complete ?? '', 'The page with the code', server);
  return ok({
    deviceCode: data.device_code,
    registration,
    shown: {
      userCode: data.user_code,
      verificationUri: safe.value.href,
      verificationUriComplete: complete.ok ? complete.value.href : null,
      expiresAt: now() + data.expires_in * 1000,
      interval: data.interval ?? INTERVAL,
    },
  });
}

/**
 * Asks until the person has decided, at the pace the service wants (RFC 8628 section 3.5). Errors: AuthTimeout
 * (the code has run out), AuthDenied, AuthCancelled, SignInFailed.
 */
export async function awaitDeviceTokens(
  { metadata, server, resource }: Discovery,
  { shown, deviceCode, registration }: PendingDevice,
  { http, now, signal, wait = waitFor }: DevicePorts,
): Promise<Result<TokenSet>> {
  let interval = shown.interval * 1000;
  while (now() < shown.expiresAt) {
    try {
      await wait(interval, signal);
    } catch {
      return fail('AuthCancelled');
    }
    const answer = await requestTokens(
      { tokenEndpoint: metadata.token_endpoint, server, registration },
      { grant_type: DEVICE_GRANT, device_code: deviceCode, resource },
      { http, signal },
    );
    if (answer.kind === 'tokens') return ok(answer.tokens);
    if (signal.aborted) return fail('AuthCancelled');
    if (answer.kind === 'passing') {
      interval = Math.min(interval * 2, Math.max(interval, LONGEST_INTERVAL));
      continue;
    }
    if (answer.kind !== 'refused') return fail('SignInFailed', answer.error.message);
    switch (answer.code) {
      case 'authorization_pending':
        break;
      case 'slow_down':
        interval += 5000;
        break;
      case 'access_denied':
        return fail('AuthDenied');
      case 'expired_token':
        return ranOut();
      default:
        return { ok: false, error: answer.error };
    }
  }
  return ranOut();
}

function ranOut(): Result<never> {
  return fail('AuthTimeout', 'The code has run out before it was entered.', {
    next: 'Start the sign-in again for a new code.',
  });
}

function waitFor(milliseconds: number, signal: AbortSignal): Promise<unknown> {
  return delay(milliseconds, undefined, { signal });
}

function jsonText(json: Readonly<Record<string, unknown>> | null, name: string): string {
  const value = json?.[name];
  return typeof value === 'string' ? value : '';
}
