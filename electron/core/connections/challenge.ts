import type { AuthChallenge } from './types.ts';

export interface Challenge {
  /** Lower case: "bearer", "basic", "negotiate". */
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = /[!#$%&'*+.^_`|~\w-]+/y;
const LONGEST_HEADER = 16_384;

/**
 * All challenges of a WWW-Authenticate value, also when several schemes share one header or several header
 * lines were joined by commas (RFC 9110 section 11.6.1). What cannot be read is skipped, never thrown.
 */
export function parseChallenges(header: string | null): readonly Challenge[] {
  const text = (header ?? '').slice(0, LONGEST_HEADER);
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  while (at < text.length) {
    const word = tokenAt(text, at);
    if (word === null) {
      at += 1;
      continue;
    }
    const wordEnd = at + word.length;
    const next = skipSpaces(text, wordEnd);
    const current = challenges.at(-1);
    at = next;
    if (endsToken68(text, wordEnd)) continue;
    if (text[next] !== '=') {
      challenges.push({ scheme: word.toLowerCase(), parameters: new Map() });
    } else if (current !== undefined) {
      const { value, end } = valueAt(text, skipSpaces(text, next + 1));
      if (!current.parameters.has(word.toLowerCase())) current.parameters.set(word.toLowerCase(), value);
      at = end;
    }
  }
  return challenges;
}

/** The Bearer (or DPoP) challenge as far as we use it; null when the header holds none. */
export function bearerChallenge(header: string | null): AuthChallenge | null {
  const bearers = parseChallenges(header).filter(({ scheme }) => scheme === 'bearer' || scheme === 'dpop');
  if (bearers.length === 0) return null;
  const find = (name: string) =>
    bearers.map(({ parameters }) => parameters.get(name)).find((value) => value !== undefined) ?? null;
  return {
    error: find('error'),
    description: find('error_description'),
    scope: find('scope'),
    resourceMetadata: find('resource_metadata'),
  };
}

function tokenAt(text: string, at: number): string | null {
  TOKEN.lastIndex = at;
  return TOKEN.exec(text)?.[0] ?? null;
}

function skipSpaces(text: string, at: number): number {
  let end = at;
  while (text[end] === ' ' || text[end] === '\t') end += 1;
  return end;
}

/** `Negotiate YII=`: padding runs to the end of the item, so this `=` belongs to no parameter. */
function endsToken68(text: string, at: number): boolean {
  return /^=+\s*(,|$)/.test(text.slice(at, at + 8));
}

function valueAt(text: string, at: number): { value: string; end: number } {
  if (text[at] !== '"') {
    const end = text.slice(at).search(/[\s,]/);
    const stop = end === -1 ? text.length : at + end;
    return { value: text.slice(at, stop), end: stop };
  }
  let value = '';
  let end = at + 1;
  while (end < text.length && text[end] !== '"') {
    if (text[end] === '\\') end += 1;
    value += text[end] ?? '';
    end += 1;
  }
  return { value, end: end + 1 };
}
