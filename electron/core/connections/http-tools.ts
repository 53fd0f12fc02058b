import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { Answer } from './exchange.ts';
import { endingVerdict, statusVerdict } from './http-session.ts';
import type { HttpSession, Verdict } from './http-session.ts';
import { isOwnIssuer, publishesResource } from './metadata.ts';
import { refusedVerdict } from './probe-streamable.ts';
import { headerSecrets, prepareTarget } from './probe-target.ts';
import { greetLegacy, greetModern } from './streamable-greeting.ts';
import type { Conversation } from './streamable-greeting.ts';
import { connectionError } from './tool-server.ts';
import type { ToolServer } from './tool-server.ts';
import type { HttpProbeTarget, ProbeAuth } from './types.ts';

export interface HttpToolsOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Ends the greeting; each request brings its own. */
  readonly signal: AbortSignal;
  /** What the server says about the sign-in, when it refuses for that. */
  readonly onRefused: (auth: ProbeAuth) => void;
  /** The older way first: since 2026-07-28 there are no sessions. */
  readonly wantsSession?: boolean;
}

const METADATA_MS = 4000;
const GOODBYE_MS = 1500;

/** Greets a server over streamable HTTP, in the newer way or else the older. */
export async function openHttpTools(
  target: HttpProbeTarget,
  options: HttpToolsOptions,
): Promise<Result<ToolServer>> {
  if (target.transport === 'sse') return fail('Unsupported', NO_SSE, { next: SSE_NEXT });
  const prepared = prepareTarget(target);
  if ('refusal' in prepared) return connectionError(prepared.refusal);
  const wire = { fetch: options.fetch, now: options.now, signal: options.signal };
  const metadataWire = () => ({ ...wire, signal: AbortSignal.timeout(METADATA_MS) });
  const session: HttpSession = {
    ...prepared,
    wire,
    publishesResource: () => publishesResource(prepared.url, metadataWire()),
    publishesIssuer: () => isOwnIssuer(prepared.url, metadataWire()),
  };
  const refused = ({ connection, auth }: Verdict) => {
    options.onRefused(auth);
    return connectionError(connection, auth);
  };
  const answers = new Map<typeof greetModern, Answer>();
  const ways = [greetModern, greetLegacy];
  for (const greet of options.wantsSession === true ? ways.toReversed() : ways) {
    const greeted = await greet(session);
    if (greeted.kind === 'verdict') return refused(greeted.verdict);
    if (greeted.kind === 'other-era') answers.set(greet, greeted.answer);
    else if (!greeted.conversation.usable) {
      return fail('HttpError', `It speaks only MCP ${greeted.conversation.version}.`, {
        next: 'Look for a newer version of MCP Tray.',
      });
    } else return ok(toolServer(session, greeted.conversation, refused));
  }
  return refused(refusedVerdict(session, answers.get(greetModern) ?? null, answers.get(greetLegacy) ?? null));
}

const NO_SSE = 'It is set up for the older HTTP+SSE, over which MCP Tray only checks the connection.';
const SSE_NEXT = 'Most servers speak the newer transport as well: try the type "http".';

function toolServer(
  session: HttpSession,
  conversation: Conversation,
  refused: (verdict: Verdict) => ReturnType<typeof connectionError>,
): ToolServer {
  let count = 0;
  return {
    secrets: headerSecrets(session.headers),
    keepsSession: conversation.isSession,
    async ask({ method, params, signal, headers = {} }) {
      count += 1;
      const id = `${method}-${count}`;
      const own = conversation.era === 'modern' ? headers : {};
      const answer = await conversation.request({ id, method, params, signal, headers: own });
      if (signal.aborted) await conversation.cancel(id, AbortSignal.timeout(GOODBYE_MS));
      const ending = await endingVerdict(session, answer);
      if (ending !== null) return refused(ending);
      if (answer.kind !== 'answer') throw new TypeError(`unexpected ${answer.kind}`);
      return answer.rpc === null ? refused(statusVerdict(session, answer)) : ok(answer.rpc);
    },
    end: () => conversation.end(AbortSignal.timeout(GOODBYE_MS)),
  };
}
