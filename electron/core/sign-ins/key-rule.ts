import { digest } from '../digest.ts';

/**
 * Key of a sign-in record: name, `|`, first 16 hex digits of the SHA-256 of compact JSON with the members
 * type, url, headers in this order. Claude Code 2.1.329 hashes the entry's static headers and writes
 * `streamable-http` as `http`; Codex 0.169.0 always hashes `http` and no headers.
 */
export function recordKey(
  name: string,
  server: {
    readonly type: 'http' | 'sse';
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
  },
): string {
  const { type, url, headers } = server;
  const hash = digest('sha256', JSON.stringify({ type, url, headers }));
  return `${name}|${hash.slice(0, 16)}`;
}

const REFERENCE = /\$\{[^}]*\}/;

export function hasReference(text: string): boolean {
  return REFERENCE.test(text);
}

/**
 * Whether `written`, with values for its variables that we cannot know, can have become `actual`. Linear: fixed parts
 * must appear in order, the first at the start and the last at the end.
 */
export function addressFits(written: string, actual: string): boolean {
  const parts = written.split(REFERENCE);
  const first = parts[0] ?? '';
  if (parts.length === 1) return written === actual;
  const last = parts.at(-1) ?? '';
  const room = actual.length - last.length;
  if (!actual.startsWith(first) || !actual.endsWith(last) || room < first.length) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = actual.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= room;
}
