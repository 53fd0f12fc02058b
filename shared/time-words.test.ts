import { describe, expect, it } from 'vitest';
import { endedWords, relativeTime, timeLeft, untilTime } from './time-words.ts';

const now = new Date(2026, 10, 20, 14, 0, 0).getTime();
const at = (days: number, hours: number, minutes: number) =>
  new Date(2026, 10, 20 + days, hours, minutes).getTime();

describe('relativeTime', () => {
  it('counts seconds, minutes and hours', () => {
    expect(relativeTime(now - 8_000, now)).toBe('8 s ago');
    expect(relativeTime(now - 60_000, now)).toBe('1 min ago');
    expect(relativeTime(now - 3 * 3_600_000, now)).toBe('3 h ago');
  });

  it('calls a few seconds either way "just now"', () => {
    expect(relativeTime(now - 4_000, now)).toBe('just now');
    expect(relativeTime(now + 4_000, now)).toBe('just now');
  });

  it('speaks of the future too', () => {
    expect(relativeTime(now + 5 * 60_000, now)).toBe('in 5 min');
  });

  it('names the day beyond half a day', () => {
    expect(relativeTime(at(-1, 18, 20), now)).toBe('yesterday, 18:20');
    expect(relativeTime(at(-17, 9, 5), now)).toBe('3 Nov, 09:05');
    expect(relativeTime(at(0, 0, 30), now)).toBe('today, 00:30');
  });

  it('adds the year when it is another one', () => {
    expect(relativeTime(new Date(2025, 11, 3, 18, 20).getTime(), now)).toBe('3 Dec 2025, 18:20');
  });
});

describe('endedWords', () => {
  it('names a time only where one was recorded', () => {
    expect(endedWords(now - 3 * 60_000, now)).toBe('ended 3 min ago');
    expect(endedWords(1, now)).toBe('ended');
  });
});

describe('untilTime', () => {
  it('is a clock time today and names the day otherwise', () => {
    expect(untilTime(at(0, 14, 5), now)).toBe('14:05');
    expect(untilTime(at(1, 14, 5), now)).toBe('tomorrow, 14:05');
    expect(untilTime(at(5, 8, 0), now)).toBe('25 Nov, 08:00');
  });
});

describe('timeLeft', () => {
  it('rounds to what a person would say', () => {
    expect(timeLeft(now + 3_598_000, now)).toBe('1 h left');
    expect(timeLeft(now + 2 * 3_600_000, now)).toBe('2 h left');
    expect(timeLeft(now + 12.4 * 60_000, now)).toBe('12 min left');
    expect(timeLeft(now + 20_000, now)).toBe('about to end');
    expect(timeLeft(now, now)).toBe('over');
  });
});
