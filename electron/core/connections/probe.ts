import { UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import type { ProtocolEra } from '../../../shared/domain.ts';
import { classifyError } from './classify-error.ts';
import { createEraCache } from './era-cache.ts';
import type { EraCache } from './era-cache.ts';
import type { Answer, Wire } from './exchange.ts';
import { failed } from './http-session.ts';
import type { HttpSession, Verdict } from './http-session.ts';
import { isOwnIssuer, publishesResource } from './metadata.ts';
import { askSse, missingSse } from './probe-sse.ts';
import { askLegacy, askModern, refusedVerdict } from './probe-streamable.ts';
import { prepareTarget } from './probe-target.ts';
import type { HttpProbeTarget, ProbeResult } from './types.ts';
import { seconds } from './words.ts';

export { createEraCache };
export type { EraCache };

export interface ProbeOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Remembers each endpoint's era; share one between probes. */
  readonly eras?: EraCache;
  /** For the whole probe, in milliseconds. */
  readonly timeoutMs?: number;
}

const METADATA_MS = 4000;
const METADATA_FRESH_MS = 3_600_000;

/**
 * Checks one HTTP server: `server/discover`, else `initialize`, else HTTP+SSE. Calls no tool, opens no
 * browser, registers nothing, follows no redirect to another origin. Never rejects: every outcome is a fact
 * with evidence and a next step. A cancelled probe reports state `unknown`.
 */
export async function probeHttp(target: HttpProbeTarget, options: ProbeOptions): Promise<ProbeResult> {
  const { signal, timeoutMs = 10_000, now } = options;
  const prepared = prepareTarget(target);
  if ('refusal' in prepared) return stamp(failed(prepared.refusal), now);

  const done = new AbortController();
  const timer = AbortSignal.timeout(timeoutMs);
  const wire: Wire = { fetch: options.fetch, now, signal: AbortSignal.any([signal, timer, done.signal]) };
  const eras = options.eras ?? createEraCache();
  const session = createSession({ ...prepared, wire, eras, timeoutMs });
  try {
    const verdict = await (target.transport === 'sse'
      ? probeOldTransport(session)
      : probeStreamable(session, eras));
    const { state, era } = verdict.connection;
    if (state === 'connected') remember(eras, prepared.url, { era });
    const interrupted = state !== 'connected' && (signal.aborted || timer.aborted);
    return interrupted ? ended(signal, timeoutMs, now) : stamp(verdict, now);
  } catch (error) {
    if (signal.aborted || timer.aborted) return ended(signal, timeoutMs, now);
    return stamp(failed(classifyError(error)), now);
  } finally {
    done.abort();
  }
}

async function probeStreamable(session: HttpSession, eras: EraCache): Promise<Verdict> {
  const known = eras.get(session.url)?.era ?? null;
  const answers: { modern: Answer | null; legacy: Answer | null } = { modern: null, legacy: null };
  for (const era of known === 'legacy' ? (['legacy', 'modern'] as const) : (['modern', 'legacy'] as const)) {
    const step = await (era === 'modern' ? askModern(session) : askLegacy(session));
    if (step.kind === 'verdict') return step.verdict;
    answers[era] = step.answer;
  }
  const statuses = [answers.modern, answers.legacy].map((answer) =>
    answer?.kind === 'answer' ? answer.status : 0,
  );
  const old = statuses.every((status) => [400, 404, 405].includes(status)) ? await askSse(session) : null;
  if (old?.connection.state === 'needs-auth') return old;
  if (old?.connection.state === 'connected') {
    const next = 'The server speaks only the older HTTP+SSE; set its type to "sse".';
    return { ...old, connection: { ...old.connection, next } };
  }
  return refusedVerdict(session, answers.modern, answers.legacy);
}

async function probeOldTransport(session: HttpSession): Promise<Verdict> {
  return (await askSse(session)) ?? missingSse(session);
}

function createSession(options: {
  url: URL;
  headers: Readonly<Record<string, string>>;
  hasCredentials: boolean;
  wire: Wire;
  eras: EraCache;
  timeoutMs: number;
}): HttpSession {
  const { url, headers, hasCredentials, wire, eras } = options;
  const metadataWire = () => {
    const limit = AbortSignal.timeout(Math.min(METADATA_MS, options.timeoutMs));
    return { ...wire, signal: AbortSignal.any([wire.signal, limit]) };
  };
  const look = async (): Promise<boolean> => {
    const known = eras.get(url);
    const fresh = known !== null && wire.now() - known.metadataAt < METADATA_FRESH_MS;
    if (fresh && known.publishesMetadata !== null) return known.publishesMetadata;
    const published = await publishesResource(url, metadataWire());
    if (!wire.signal.aborted) remember(eras, url, { publishesMetadata: published, metadataAt: wire.now() });
    return published;
  };
  // Asked side by side with the first request, so that an answer costs one round trip.
  let resource: Promise<boolean> | null = hasCredentials ? null : look();
  return {
    url,
    headers,
    hasCredentials,
    wire,
    publishesResource: () => (resource ??= look()),
    publishesIssuer: () => isOwnIssuer(url, metadataWire()),
  };
}

function remember(
  eras: EraCache,
  url: URL,
  change: { era?: ProtocolEra | null; publishesMetadata?: boolean; metadataAt?: number },
): void {
  const known = eras.get(url) ?? { era: null, publishesMetadata: null, metadataAt: 0 };
  eras.set(url, { ...known, ...change });
}

function ended(signal: AbortSignal, timeoutMs: number, now: () => number): ProbeResult {
  if (signal.aborted) {
    return {
      connection: { ...UNKNOWN_CONNECTION, evidence: 'the check was cancelled' },
      auth: { kind: 'unknown' },
    };
  }
  const evidence = `no complete answer within ${seconds(timeoutMs)}`;
  const next = 'Check the address and your network, then check again.';
  return stamp(failed({ state: 'unreachable', evidence, next }), now);
}

function stamp(verdict: Verdict, now: () => number): ProbeResult {
  return { ...verdict, connection: { ...verdict.connection, checkedAt: now() } };
}
