/** "14:05", or "21 Nov 14:05" when it is another day; the person's own time zone. */
export function clock(at: number, now: number): string {
  const time = new Date(at);
  const words = time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const sameDay = time.toDateString() === new Date(now).toDateString();
  return sameDay ? words : `${time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${words}`;
}

/** The time of a failure, as a sentence of its own behind what happened. */
export function lastTried(at: number, now: number): string {
  return `Last tried: ${clock(at, now)}.`;
}
