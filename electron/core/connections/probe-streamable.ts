import { ask, open } from './exchange.ts';
import type { Answer } from './exchange.ts';
import { answeredAuth, connected, endingVerdict, failed, statusVerdict } from './http-session.ts';
import type { HttpSession, Step, Verdict } from './http-session.ts';
import {
  HEADER_MISMATCH,
  INITIALIZED,
  LEGACY_VERSION,
  METHOD_NOT_FOUND,
  MISSING_CAPABILITY,
  MODERN_VERSION,
  UNSUPPORTED_VERSION,
  initializeRequest,
  isModern,
  isRecord,
  legacyRequest,
  modernRequest,
  versionsIn,
} from './json-rpc.ts';
import { listTools } from './list-tools.ts';
import type { ToolList } from './list-tools.ts';
import { quote } from './words.ts';

const ACCEPT = 'application/json, text/event-stream';
const GOODBYE_MS = 1500;

/** One `server/discover` (spec 2026-07-28); with something to prove, `tools/list` after it. */
export async function askModern(session: HttpSession): Promise<Step> {
  const request = (method: string, id: string, params: Record<string, unknown> = {}) =>
    ask(post(session, modernHeaders(method), modernRequest(id, method, params)), id, session.wire);
  const answer = await request('server/discover', 'discover-1');
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
    const tools = usable ? await proof(session, (params, id) => request('tools/list', id, params)) : null;
    return { kind: 'verdict', verdict: await settle(session, { era: 'modern', version, answer, tools }) };
  }
  const page = answer.rpc === null && answer.status >= 200 && answer.status < 300;
  if (page) return { kind: 'verdict', verdict: statusVerdict(session, answer) };
  return { kind: 'other-era', answer };
}

/** `initialize` as up to 2025-11-25, ended with DELETE so that no session is left behind. */
export async function askLegacy(session: HttpSession): Promise<Step> {
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
  try {
    const tools = await proof(session, async (params, id) => {
      if (id === 'tools-1') await announce(session, extra);
      return ask(post(session, extra, legacyRequest(id, 'tools/list', params)), id, session.wire);
    });
    const label = quote(version, 32);
    return {
      kind: 'verdict',
      verdict: await settle(session, { era: 'legacy', version: label, answer, tools }),
    };
  } finally {
    if (sessionId !== null) await endSession(session, extra);
  }
}

/** Neither way of asking was understood. */
export function refusedVerdict(session: HttpSession, modern: Answer | null, legacy: Answer | null): Verdict {
  const answers = [modern, legacy].filter((answer) => answer?.kind === 'answer');
  const errors = answers.flatMap(({ rpc }) => (rpc?.error == null ? [] : [rpc.error]));
  const telling =
    errors.find(({ code }) => [HEADER_MISMATCH, MISSING_CAPABILITY, UNSUPPORTED_VERSION].includes(code)) ??
    errors.find(({ code }) => code !== METHOD_NOT_FOUND);
  if (telling !== undefined) {
    return failed({
      state: 'http-error',
      evidence: `MCP error ${telling.code} · “${quote(telling.message)}”`,
      next:
        telling.code === HEADER_MISMATCH
          ? 'A proxy in between may change headers; ask whoever runs the server.'
          : 'Ask whoever runs the server, and quote this error.',
    });
  }
  if (errors.length > 0) {
    return failed({
      state: 'not-mcp',
      evidence: 'speaks JSON-RPC, but not MCP',
      next: 'Check the address; many servers end in /mcp.',
    });
  }
  const [answer] = answers;
  if (answer === undefined) throw new TypeError('no answer to judge');
  return statusVerdict(session, answer);
}

/**
 * `tools/list`, where an answer to the handshake alone proves nothing: a token was sent, or a sign-in is
 * offered. Some servers greet anybody and refuse later.
 */
async function proof(
  session: HttpSession,
  request: (params: Record<string, unknown>, id: string) => Promise<Answer>,
): Promise<ToolList | null> {
  if (!session.hasCredentials && !(await session.publishesResource())) return null;
  return listTools(request);
}

async function settle(
  session: HttpSession,
  found: {
    era: 'modern' | 'legacy';
    version: string;
    answer: Extract<Answer, { kind: 'answer' }>;
    tools: ToolList | null;
  },
): Promise<Verdict> {
  const { era, version, answer, tools } = found;
  const base = { era, label: `MCP ${version}`, milliseconds: answer.milliseconds };
  if (tools?.refusal == null) {
    return connected({ ...base, toolCount: tools?.count ?? null, auth: await answeredAuth(session) });
  }
  const denied = tools.refusal.kind === 'answer' && [401, 403].includes(tools.refusal.status);
  const verdict = denied ? await endingVerdict(session, tools.refusal) : null;
  if (verdict !== null) {
    const { connection, auth } = verdict;
    return { connection: { ...connection, era, latencyMs: answer.milliseconds }, auth };
  }
  return connected({ ...base, toolCount: null, note: 'listing its tools failed', auth: { kind: 'unknown' } });
}

function post(session: HttpSession, extra: Readonly<Record<string, string>>, body: string) {
  const headers = { ...session.headers, ...extra, 'content-type': 'application/json', accept: ACCEPT };
  return { url: session.url, method: 'POST' as const, headers, body };
}

function modernHeaders(method: string): Readonly<Record<string, string>> {
  return { 'mcp-protocol-version': MODERN_VERSION, 'mcp-method': method };
}

async function announce(session: HttpSession, extra: Readonly<Record<string, string>>): Promise<void> {
  const opened = await open(post(session, extra, INITIALIZED), session.wire);
  if (opened.kind === 'response') await opened.response.body?.cancel();
}

/** Best effort: a server may answer 405, and its answer changes nothing. */
async function endSession(session: HttpSession, extra: Readonly<Record<string, string>>): Promise<void> {
  const signal = AbortSignal.any([session.wire.signal, AbortSignal.timeout(GOODBYE_MS)]);
  const headers = { ...session.headers, ...extra };
  const request = { url: session.url, method: 'DELETE' as const, headers, body: null };
  const opened = await open(request, { ...session.wire, signal });
  if (opened.kind === 'response') await opened.response.body?.cancel().catch(() => undefined);
}
