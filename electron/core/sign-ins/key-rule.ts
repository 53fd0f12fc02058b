import { createHash } from 'node:crypto';

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
  const digest = createHash('sha256').update(JSON.stringify({ type, url, headers })).digest('hex');
  return `${name}|${digest.slice(0, 16)}`;
}
