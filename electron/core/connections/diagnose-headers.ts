import { maskUrl } from '../../../shared/redact.ts';
import type { Stage } from './diagnose.ts';
import { maskValues, quote } from './words.ts';

/** One request to the server itself, as far as a report may tell of it. */
export interface SeenExchange {
  /** Names of the headers that were sent, in order; their values are nobody's business. */
  readonly sent: readonly string[];
  readonly status: number;
  readonly received: Headers;
}

/** What tells something about the way there and back; the rest of an answer's headers does not matter here. */
const TELLING = [
  'www-authenticate',
  'content-type',
  'mcp-protocol-version',
  'retry-after',
  'location',
  'server',
  'via',
  'x-request-id',
  'cf-ray',
] as const;
/** Whoever has it is in the session. */
const SESSION = 'mcp-session-id';

/** A `fetch` that remembers the requests to one address. */
export function watchingFetch(
  fetch: typeof globalThis.fetch,
  address: URL,
): { readonly fetch: typeof globalThis.fetch; readonly seen: () => readonly SeenExchange[] } {
  const seen: SeenExchange[] = [];
  return {
    seen: () => seen,
    async fetch(input, init) {
      const response = await fetch(input, init);
      const url = input instanceof Request ? input.url : String(input);
      if (URL.canParse(url) && new URL(url).href === address.href) {
        const sent = [...new Headers(init?.headers).keys()];
        seen.push({ sent, status: response.status, received: response.headers });
      }
      return response;
    },
  };
}

/** The request that says most: the one that was refused, else the last. Values of credentials are never told. */
export function headersStage(seen: readonly SeenExchange[], secrets: readonly string[]): readonly Stage[] {
  const exchange = seen.findLast(({ status }) => status === 401 || status === 403) ?? seen.at(-1);
  if (exchange === undefined) return [];
  const { sent, status, received } = exchange;
  const told = TELLING.flatMap((name) => {
    const value = received.get(name);
    if (value === null) return [];
    const safe = maskValues(value, secrets);
    return [`${name}: ${quote(name === 'location' ? maskUrl(safe) : safe, 200)}`];
  });
  const answer = [...told, ...(received.has(SESSION) ? [`${SESSION}: (hidden)`] : [])];
  const text = [
    `Sent, without their values: ${sent.join(', ')}.`,
    `Received with HTTP ${status}: ${answer.length === 0 ? 'none that tell anything' : answer.join('; ')}.`,
  ].join(' ');
  return [{ name: 'HTTP headers', state: 'info', text, next: null }];
}
