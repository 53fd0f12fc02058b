import type { Answer } from './exchange.ts';
import { answeredAuth, connected, endingVerdict, failed, statusVerdict } from './http-session.ts';
import type { HttpSession, Step, Verdict } from './http-session.ts';
import { HEADER_MISMATCH, METHOD_NOT_FOUND, MISSING_CAPABILITY, UNSUPPORTED_VERSION } from './json-rpc.ts';
import { listTools } from './list-tools.ts';
import type { ToolList } from './list-tools.ts';
import { greetLegacy, greetModern } from './streamable-greeting.ts';
import type { Conversation } from './streamable-greeting.ts';
import { quote } from './words.ts';

const GOODBYE_MS = 1500;

/** One `server/discover` (spec 2026-07-28); with something to prove, `tools/list` after it. */
export async function askModern(session: HttpSession): Promise<Step> {
  const greeted = await greetModern(session);
  if (greeted.kind !== 'greeted') return greeted;
  const { conversation } = greeted;
  const tools = conversation.usable ? await proof(session, conversation) : null;
  return { kind: 'verdict', verdict: await settle(session, conversation, tools) };
}

/** `initialize` as up to 2025-11-25, ended with DELETE so that no session is left behind. */
export async function askLegacy(session: HttpSession): Promise<Step> {
  const greeted = await greetLegacy(session);
  if (greeted.kind !== 'greeted') return greeted;
  const { conversation } = greeted;
  try {
    const tools = await proof(session, conversation);
    return { kind: 'verdict', verdict: await settle(session, conversation, tools) };
  } finally {
    await conversation.end(AbortSignal.any([session.wire.signal, AbortSignal.timeout(GOODBYE_MS)]));
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
async function proof(session: HttpSession, conversation: Conversation): Promise<ToolList | null> {
  if (!session.hasCredentials && !(await session.publishesResource())) return null;
  return listTools((params, id) => conversation.request({ id, method: 'tools/list', params }));
}

async function settle(
  session: HttpSession,
  { era, version, greeting }: Conversation,
  tools: ToolList | null,
): Promise<Verdict> {
  const base = { era, label: `MCP ${version}`, milliseconds: greeting.milliseconds };
  if (tools?.refusal == null) {
    return connected({
      ...base,
      toolCount: tools?.count ?? null,
      auth: await answeredAuth(session, tools?.signsIn),
    });
  }
  const denied = tools.refusal.kind === 'answer' && [401, 403].includes(tools.refusal.status);
  const verdict = denied ? await endingVerdict(session, tools.refusal) : null;
  if (verdict !== null) {
    const { connection, auth } = verdict;
    return { connection: { ...connection, era, latencyMs: greeting.milliseconds }, auth };
  }
  return connected({ ...base, toolCount: null, note: 'listing its tools failed', auth: { kind: 'unknown' } });
}
