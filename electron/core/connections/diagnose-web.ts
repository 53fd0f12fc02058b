import type { ConnectionFact } from '../../../shared/domain.ts';
import type { Stage } from './diagnose.ts';
import { open } from './exchange.ts';
import type { Wire } from './exchange.ts';
import { sentence } from './words.ts';

const NOT_HTTP = /^this port does not speak HTTP/;

/** Whether anything answers in HTTP at all, before it is asked about MCP. */
export function webStage({ state, evidence, next }: ConnectionFact): Stage {
  const name = 'HTTP';
  const words = evidence ?? '';
  const silent = state === 'unreachable' || state === 'tls-error' || state === 'unknown';
  const refused = state === 'http-error' && !words.startsWith('MCP error');
  const failed = silent || refused || NOT_HTTP.test(words);
  return failed
    ? { name, state: 'failed', text: sentence(words), next }
    : { name, state: 'ok', text: 'The server answers.', next: null };
}

/**
 * A server that fails, or turns us away, may still say that it is well: then its sign-in is the trouble and not
 * the server. Secondary evidence; where there is no such page, nothing is said. Sends no headers of the person's.
 */
export async function healthStage(server: URL, wire: Wire): Promise<readonly Stage[]> {
  const url = new URL('/healthz', server.origin);
  const opened = await open({ url, method: 'GET', headers: {}, body: null }, wire);
  if (opened.kind !== 'response') return [];
  const { status } = opened.response;
  await opened.response.body?.cancel().catch(() => undefined);
  const name = 'Health page';
  if (status >= 200 && status < 300) {
    return [{ name, state: 'info', text: `${url.href} says that the server is up.`, next: null }];
  }
  if (status < 500) return [];
  const text = `${url.href} answers HTTP ${status}: the server itself is not well.`;
  return [{ name, state: 'info', text, next: 'Ask whoever runs the server.' }];
}
