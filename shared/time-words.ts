/** Times as people say them, in the machine's time zone. All inputs are epoch milliseconds. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * "8 s ago", "3 min ago", "2 h ago", "yesterday, 18:20", "3 Dec, 18:20"; for the future "in 3 min".
 * A few seconds either way are "just now", so that two clocks that differ a little never say nonsense.
 */
export function relativeTime(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < 5 * SECOND) return 'just now';
  const amount = shortAmount(distance);
  if (amount !== null) return at < now ? `${amount} ago` : `in ${amount}`;
  return dayAndTime(at, now);
}

/** "1 h left", "12 min left", to the nearest; "about to end" in the last half minute, "over" then. */
export function timeLeft(until: number, now: number): string {
  if (until <= now) return 'over';
  const minutes = Math.round((until - now) / MINUTE);
  if (minutes === 0) return 'about to end';
  return minutes < 60 ? `${minutes} min left` : `${Math.round(minutes / 60)} h left`;
}

/** Before MCP there were no sign-ins: an earlier end is a client's way to write "over", not a time. */
const FIRST_POSSIBLE = Date.UTC(2024, 0, 1);

/** "ended 3 min ago" for a sign-in, or "ended" alone when the record holds no real time. */
export function endedWords(at: number, now: number): string {
  return at < FIRST_POSSIBLE ? 'ended' : `ended ${relativeTime(at, now)}`;
}

/** The clock time of a moment: "14:05" today, else "tomorrow, 14:05" or "3 Dec, 14:05". */
export function untilTime(at: number, now: number): string {
  return dayDistance(at, now) === 0 ? clock(at) : dayAndTime(at, now);
}

function shortAmount(distance: number): string | null {
  if (distance < MINUTE) return `${Math.floor(distance / SECOND)} s`;
  if (distance < HOUR) return `${Math.floor(distance / MINUTE)} min`;
  if (distance < 12 * HOUR) return `${Math.floor(distance / HOUR)} h`;
  return null;
}

function dayAndTime(at: number, now: number): string {
  const days = dayDistance(at, now);
  if (days === 0) return `today, ${clock(at)}`;
  if (days === -1) return `yesterday, ${clock(at)}`;
  if (days === 1) return `tomorrow, ${clock(at)}`;
  const date = new Date(at);
  const year = date.getFullYear() === new Date(now).getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${MONTHS[date.getMonth()] ?? ''}${year}, ${clock(at)}`;
}

/** Calendar days from `now` to `at`; rounding absorbs the 23 and 25 hour days of clock changes. */
function dayDistance(at: number, now: number): number {
  return Math.round((midnight(at) - midnight(now)) / (24 * HOUR));
}

function midnight(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function clock(at: number): string {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}
