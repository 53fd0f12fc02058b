import type { AuthFact } from '../../../shared/domain.ts';
import type { AppError } from '../../../shared/errors.ts';
import { lastTried } from './clock-words.ts';

/** A sign-in that was not possible, as far as the last attempt knows; null for a failure that may pass. */
export function attemptFact(attempt: { at: number; error: AppError }, now: number): AuthFact | null {
  const { code, message, next } = attempt.error;
  const state =
    code === 'RegistrationRejected'
      ? 'registration-rejected'
      : code === 'RegistrationUnavailable'
        ? 'registration-unavailable'
        : null;
  if (state === null) return null;
  return {
    state,
    owner: null,
    expiresAt: null,
    refreshable: null,
    evidence: `${message} ${lastTried(attempt.at, now)}`,
    checkedAt: attempt.at,
    next,
  };
}
