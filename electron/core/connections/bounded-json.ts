import { redactText } from '../../../shared/redact.ts';
import { isRecord } from './json-rpc.ts';
import { stripControls } from './words.ts';

const DEEPEST = 16;
const MOST_PARTS = 5000;
const LONGEST_STRING = 2000;

/**
 * A copy of JSON from outside that is safe to keep, send on and show: strings cleaned and cut, secrets masked.
 * Undefined when it is nested deeper than 16 levels or has more than 5,000 parts: writing such a value out
 * again would exhaust the stack or the window.
 */
export function boundedJson(value: unknown): unknown {
  const budget = { parts: MOST_PARTS };
  const copy = copyOf(value, DEEPEST, budget);
  return budget.parts < 0 ? undefined : copy;
}

function copyOf(value: unknown, depth: number, budget: { parts: number }): unknown {
  budget.parts -= depth < 0 ? MOST_PARTS + 1 : 1;
  if (budget.parts < 0) return null;
  if (typeof value === 'string') return cleanText(value, LONGEST_STRING);
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      items.push(copyOf(item, depth - 1, budget));
      if (budget.parts < 0) break;
    }
    return items;
  }
  if (!isRecord(value)) return value;
  const members: [string, unknown][] = [];
  for (const name in value) {
    members.push([cleanText(name, LONGEST_STRING), copyOf(value[name], depth - 1, budget)]);
    if (budget.parts < 0) break;
  }
  return Object.fromEntries(members);
}

/** A secret that begins before the cut is recognised by what follows it. */
const BEYOND = 4096;

/** Text of several lines from outside: no control codes, no secrets, at most `longest` characters and a mark. */
export function cleanText(text: string, longest: number): string {
  const safe = redactText(stripControls(text.slice(0, longest + BEYOND)));
  return safe.length > longest ? `${safe.slice(0, longest)}…` : safe;
}
