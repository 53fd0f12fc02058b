import { mediaType, open, readText, safeHeaders } from './exchange.ts';
import { answeredAuth, connected, endingVerdict, failed, statusVerdict } from './http-session.ts';
import type { HttpSession, Verdict } from './http-session.ts';
import { INITIALIZED, findReply, initializeRequest, legacyRequest } from './json-rpc.ts';
import type { RpcReply } from './json-rpc.ts';
import { sseEvents } from './sse-events.ts';
import type { SseEvent } from './sse-events.ts';
import { quote } from './words.ts';

type Events = AsyncGenerator<SseEvent>;

/**
 * The transport of 2024-11-05: a GET stream whose first event names the address for messages, and answers
 * arrive on the stream. Null when this is no such stream.
 */
export async function askSse(session: HttpSession): Promise<Verdict | null> {
  const started = session.wire.now();
  const headers = { ...session.headers, accept: 'text/event-stream' };
  const opened = await open({ url: session.url, method: 'GET', headers, body: null }, session.wire);
  if (opened.kind !== 'response') return endingVerdict(session, opened);
  const { response } = opened;
  if (!response.ok || response.body === null || mediaType(response.headers) !== 'text/event-stream') {
    const text = opened.hide(await readText(response, 4096).catch(() => ''));
    const answer = {
      kind: 'answer',
      status: response.status,
      headers: safeHeaders(opened),
      rpc: null,
      text,
      milliseconds: 0,
    } as const;
    return endingVerdict(session, answer);
  }
  const events = sseEvents(response.body);
  try {
    const first = await events.next();
    if (first.done === true || first.value.event !== 'endpoint') return null;
    const messages = URL.canParse(first.value.data, opened.url.href)
      ? new URL(first.value.data, opened.url.href)
      : null;
    // The stream's server must not make us send the token to another origin.
    if (messages === null || messages.origin !== opened.url.origin) {
      return failed({
        state: 'not-mcp',
        evidence: 'the server names a message address on another host',
        next: 'Ask whoever runs the server to correct its settings; nothing was sent there.',
      });
    }
    const milliseconds = Math.max(0, Math.round(session.wire.now() - started));
    return await converse(session, { events, messages, milliseconds });
  } finally {
    await events.return(undefined);
  }
}

/** What to say when an entry of type "sse" has no such stream at its address. */
export async function missingSse(session: HttpSession): Promise<Verdict> {
  const answer = {
    kind: 'answer',
    status: 405,
    headers: new Headers(),
    rpc: null,
    text: '',
    milliseconds: 0,
  } as const;
  const { connection, auth } = statusVerdict(session, answer);
  return {
    connection: {
      ...connection,
      evidence: 'no HTTP+SSE stream at this address',
      next: 'The server may speak the newer transport: set its type to "http" (addresses of the old one often end in /sse).',
    },
    auth,
  };
}

async function converse(
  session: HttpSession,
  stream: { events: Events; messages: URL; milliseconds: number },
): Promise<Verdict> {
  const { events, messages, milliseconds } = stream;
  const base = { era: 'legacy-sse' as const, milliseconds };
  const greeting = await exchange(session, {
    events,
    messages,
    id: 'initialize-1',
    body: initializeRequest('initialize-1'),
  });
  if ('verdict' in greeting) return greeting.verdict;
  const version = greeting.reply?.result?.['protocolVersion'];
  const label = typeof version === 'string' ? `MCP ${quote(version, 32)}, older HTTP+SSE` : 'older HTTP+SSE';
  if (greeting.reply?.result == null) {
    const note = 'it did not answer the first message';
    return connected({ ...base, label, toolCount: null, note, auth: { kind: 'unknown' } });
  }
  await send(session, messages, INITIALIZED);
  const body = legacyRequest('tools-1', 'tools/list');
  const tools = await exchange(session, { events, messages, id: 'tools-1', body });
  if ('verdict' in tools) return tools.verdict;
  const list = tools.reply?.result?.['tools'];
  const more = tools.reply?.result?.['nextCursor'] != null;
  const toolCount = Array.isArray(list) && !more ? list.length : null;
  return connected({ ...base, label, toolCount, auth: await answeredAuth(session) });
}

async function exchange(
  session: HttpSession,
  request: { events: Events; messages: URL; id: string; body: string },
): Promise<{ reply: RpcReply | null } | { verdict: Verdict }> {
  const refused = await send(session, request.messages, request.body);
  if (refused !== null) return { verdict: refused };
  for (;;) {
    const { value, done } = await request.events.next();
    if (done === true) return { reply: null };
    const reply = replyIn(value.data, request.id);
    if (reply !== null) return { reply };
  }
}

/** Posts a message; a verdict when the server refuses it. */
async function send(session: HttpSession, url: URL, body: string): Promise<Verdict | null> {
  const headers = { ...session.headers, 'content-type': 'application/json' };
  const opened = await open({ url, method: 'POST', headers, body }, session.wire);
  if (opened.kind !== 'response') return endingVerdict(session, opened);
  const { response } = opened;
  const text = opened.hide(await readText(response, 4096));
  if (response.ok) return null;
  const answer = {
    kind: 'answer',
    status: response.status,
    headers: safeHeaders(opened),
    rpc: null,
    text,
    milliseconds: 0,
  } as const;
  return (await endingVerdict(session, answer)) ?? statusVerdict(session, answer);
}

function replyIn(data: string, id: string): RpcReply | null {
  try {
    return findReply(JSON.parse(data), id);
  } catch {
    return null;
  }
}
