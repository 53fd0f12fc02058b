/** When a pause of background checks that begins now ends: in an hour, or tomorrow morning at six. */
export function pauseEnd(length: 'hour' | 'day', now: number): number {
  return length === 'hour' ? now + 3_600_000 : new Date(now).setHours(24 + 6, 0, 0, 0);
}
