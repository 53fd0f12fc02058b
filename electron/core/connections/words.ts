import { MASK, redactText } from '../../../shared/redact.ts';

const LONGEST_INPUT = 4000;

/** Text from outside, fit for showing as a small quotation: one line, no control codes, no secrets, bounded. */
export function quote(text: string, longest = 160): string {
  const oneLine = redactText(stripControls(text.slice(0, LONGEST_INPUT)))
    .replace(/\s+/g, ' ')
    .trim();
  return oneLine.length > longest ? `${oneLine.slice(0, longest - 1)}…` : oneLine;
}

/** Masks these values, whatever stands around them; those too short to be secret stay. */
export function maskValues(text: string, values: readonly string[]): string {
  return values
    .filter((value) => value.length >= 4)
    .toSorted((a, b) => b.length - a.length)
    .reduce((result, value) => result.replaceAll(value, MASK), text);
}

/** Drops terminal colour codes and control characters; line ends and tabs stay. */
export function stripControls(text: string): string {
  return text
    .replace(/(?![\n\r\t])\p{Cc}\[[0-9;?]*[ -/]*[@-~]/gu, '')
    .replace(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '');
}

/** "10 s" for 10,000 ms; "0.8 s" below a second and a half. */
export function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${value < 1.5 ? Math.round(value * 10) / 10 : Math.round(value)} s`;
}

/** Words as one sentence of a report. */
export function sentence(words: string): string {
  const text = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
