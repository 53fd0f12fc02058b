/** Lengths of a pause of background checks: an hour, until tomorrow morning at six, or until the person ends it. */
export type PauseLength = 'hour' | 'day' | 'open';

/** Epoch milliseconds, or no end of its own. */
export type PauseUntil = number | 'resumed';

/** When a pause that begins now ends. */
export function pauseEnd(length: PauseLength, now: number): PauseUntil {
  if (length === 'open') return 'resumed';
  return length === 'hour' ? now + 3_600_000 : new Date(now).setHours(24 + 6, 0, 0, 0);
}
