import { ask, open } from './exchange.ts';
import type { Answer } from './exchange.ts';
import { endingVerdict, statusVerdict } from './http-session.ts';
import type { HttpSession, Step } from './http-session.ts';
import {
  INITIALIZED,
  LEGACY_VERSION,
  MODERN_VERSION,
  UNSUPPORTED_VERSION,
  initializeRequest,
  isModern,
  isRecord,
  legacyRequest,
  modernRequest,
  versionsIn,
} from './json-rpc.ts';
import { quote } from './words.ts';

export interface FurtherRequest {
  readonly id: string;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Ends this request; without it, whatever ends the whole session does. */
  readonly signal?: AbortSignal;
  /** Beside those every request has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server that answered the greeting, and how to ask it further. */
export interface Conversation {
  readonly era: 'modern' | 'legacy';
  readonly version: string;
  readonly greeting: Extract<Answer, { kind: 'answer' }>;
  /** False for a server that only named the versions it would speak. */
  readonly usable: boolean;
  /** The server keeps its requests together as one session. */
  readonly isSession: boolean;
  request(request: FurtherRequest): Promise<Answer>;
  /** Tells the server that nobody waits for this request any more. */
  cancel(id: string, signal: AbortSignal): Promise<void>;
  /** Leaves no session behind. Best effort: a server may answer 405, and its answer changes nothing. */
  end(signal: AbortSignal): Promise<void>;
}

export type Greeting = { readonly kind: 'greeted'; readonly conversation: Conversation } | Step;

const ACCEPT = 'application/json, text/event-stream';
/** Since 2026-07-28 closing the stream cancels a request, and there is no session to end. */
const NOTHING = async (): Promise<void> => undefined;

/** `server/discover` (spec 2026-07-28). */
export async function greetModern(session: HttpSession): Promise<Greeting> {
  const request = ({ id, method, params, signal, headers }: FurtherRequest) => {
    const body = modernRequest(id, method, params);
    return ask(post(session, { ...modernHeaders(method), ...headers }, body), id, wireOf(session, signal));
  };
  const answer = await request({ id: 'discover-1', method: 'server/discover', params: {} });
  const end = await endingVerdict(session, answer);
  if (end !== null) return { kind: 'verdict', verdict: end };
  if (answer.kind !== 'answer') throw new TypeError(`unexpected ${answer.kind}`);

  const offered = versionsIn(
    answer.rpc?.result?.['supportedVersions'] ??
      (answer.rpc?.error?.code === UNSUPPORTED_VERSION && isRecord(answer.rpc.error.data)
        ? answer.rpc.error.data['supported']
        : null),
  );
  const modern = offered.filter(isModern).toSorted();
  const version = modern.includes(MODERN_VERSION) ? MODERN_VERSION : modern.at(-1);
  if (version !== undefined) {
    const usable = answer.rpc?.result != null;
    const conversation = {
      era: 'modern',
      version,
      greeting: answer,
      usable,
      isSession: false,
      request,
    } as const;
    return { kind: 'greeted', conversation: { ...conversation, cancel: NOTHING, end: NOTHING } };
  }
  const page = answer.rpc === null && answer.status >= 200 && answer.status < 300;
  if (page) return { kind: 'verdict', verdict: statusVerdict(session, answer) };
  return { kind: 'other-era', answer };
}

/** `initialize` as up to 2025-11-25; the server hears that it is done before the first further request. */
export async function greetLegacy(session: HttpSession): Promise<Greeting> {
  const first = post(session, {}, initializeRequest('initialize-1'));
  const answer = await ask(first, 'initialize-1', session.wire);
  const end = await endingVerdict(session, answer);
  if (end !== null) return { kind: 'verdict', verdict: end };
  if (answer.kind !== 'answer') throw new TypeError(`unexpected ${answer.kind}`);

  const version = answer.rpc?.result?.['protocolVersion'];
  if (typeof version !== 'string') return { kind: 'other-era', answer };
  const sessionId = answer.headers.get('mcp-session-id');
  const extra = {
    'mcp-protocol-version': quote(version, 32) || LEGACY_VERSION,
    ...(sessionId === null ? {} : { 'mcp-session-id': sessionId }),
  };
  let announced = false;
  const notify = (body: string, signal?: AbortSignal) => send(session, post(session, extra, body), signal);
  return {
    kind: 'greeted',
    conversation: {
      era: 'legacy',
      version: quote(version, 32),
      greeting: answer,
      usable: true,
      isSession: sessionId !== null,
      async request({ id, method, params, signal, headers }) {
        if (!announced) await notify(INITIALIZED, signal);
        announced = true;
        const body = legacyRequest(id, method, params);
        return ask(post(session, { ...extra, ...headers }, body), id, wireOf(session, signal));
      },
      async cancel(id, signal) {
        const params = { requestId: id, reason: 'cancelled by the person' };
        await notify(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params }), signal);
      },
      async end(signal) {
        if (sessionId === null) return;
        const headers = { ...session.headers, ...extra };
        await send(session, { url: session.url, method: 'DELETE', headers, body: null }, signal);
      },
    },
  };
}

function post(session: HttpSession, extra: Readonly<Record<string, string>>, body: string) {
  const headers = { ...session.headers, ...extra, 'content-type': 'application/json', accept: ACCEPT };
  return { url: session.url, method: 'POST' as const, headers, body };
}

function modernHeaders(method: string): Readonly<Record<string, string>> {
  return { 'mcp-protocol-version': MODERN_VERSION, 'mcp-method': method };
}

function wireOf({ wire }: HttpSession, signal: AbortSignal | undefined) {
  return signal === undefined ? wire : { ...wire, signal };
}

async function send(
  session: HttpSession,
  request: Parameters<typeof open>[0],
  signal: AbortSignal | undefined,
): Promise<void> {
  const opened = await open(request, wireOf(session, signal));
  if (opened.kind === 'response') await opened.response.body?.cancel().catch(() => undefined);
}
