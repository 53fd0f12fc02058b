import { UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import type { HostEnv } from '../host-env.ts';
import { connected, failed } from './http-session.ts';
import type { Verdict } from './http-session.ts';
import { greetProgram, readyProgram } from './program-greeting.ts';
import { slowFailure } from './program-end.ts';
import { signsInByTools, toolNames } from './session-sign-in.ts';
import type { Program } from './program.ts';
import type { ProbeResult, StdioProbeTarget } from './types.ts';

export interface StdioProbeOptions {
  readonly env: Pick<HostEnv, 'platform' | 'home' | 'vars'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** For start and answer together, in milliseconds; ending the program may take 3 s more. */
  readonly timeoutMs?: number;
}

const UNKNOWN_AUTH = { kind: 'unknown' } as const;

/**
 * Starts a stdio server as a client would, greets it, lists its tools, and ends it with everything it started.
 * Only ever called on an explicit click. No tool is called. Never rejects; a cancelled check reports `unknown`.
 */
export async function probeStdio(target: StdioProbeTarget, options: StdioProbeOptions): Promise<ProbeResult> {
  const { env, now, signal, timeoutMs = 10_000 } = options;
  const stamped = ({ connection, auth }: Verdict): ProbeResult => ({
    connection: { ...connection, checkedAt: now() },
    auth,
  });
  const ready = await readyProgram(target, env);
  if (ready.kind === 'failed') return stamped(failed(ready.failure));

  const timer = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([signal, timer]);
  if (stop.aborted) return cancelled();
  const program = ready.start();
  const interruption = Promise.withResolvers<null>();
  const interrupt = (): void => interruption.resolve(null);
  stop.addEventListener('abort', interrupt, { once: true });
  let greeted: Verdict | null = null;
  const conversation = greet(program, target, { now, onGreeted: (verdict) => (greeted = verdict) });
  try {
    const verdict = await Promise.race([conversation, interruption.promise]);
    if (verdict !== null) return stamped(verdict);
    if (signal.aborted) return cancelled();
    return stamped(greeted ?? failed(slowFailure(program.errorOutput(), target, timeoutMs)));
  } finally {
    stop.removeEventListener('abort', interrupt);
    await program.end();
  }
}

async function greet(
  program: Program,
  target: StdioProbeTarget,
  { now, onGreeted }: { now: () => number; onGreeted: (verdict: Verdict) => void },
): Promise<Verdict> {
  const started = now();
  const greeted = await greetProgram(program, target);
  if (greeted.kind === 'failed') return failed(greeted.failure);
  const { era, version, body } = greeted;
  const milliseconds = Math.max(0, Math.round(now() - started));
  const base = { era, label: `MCP ${version}`, milliseconds };
  onGreeted(greetedOnly(base));
  const tools = await countTools(program, (id, params) => body(id, 'tools/list', params));
  const auth = signsInByTools(tools.names) ? ({ kind: 'session' } as const) : UNKNOWN_AUTH;
  return connected({ ...base, toolCount: tools.count, auth, note: noiseNote(program) });
}

/** Kept for when the list of tools does not come in time: a slow list is no broken server. */
function greetedOnly(base: { era: 'legacy' | 'modern'; label: string; milliseconds: number }): Verdict {
  return connected({
    ...base,
    toolCount: null,
    note: 'its list of tools did not come in time',
    auth: UNKNOWN_AUTH,
  });
}

async function countTools(
  program: Program,
  body: (id: string, params: Record<string, unknown>) => string,
): Promise<{ count: number | null; names: readonly string[] }> {
  const names: string[] = [];
  let count = 0;
  let params: Record<string, unknown> = {};
  for (let page = 1; page <= 10; page += 1) {
    const reply = await program.request(`tools-${page}`, body(`tools-${page}`, params));
    const tools = reply?.result?.['tools'];
    // An error means a server without tools; no reply, that it ended meanwhile.
    if (!Array.isArray(tools)) return { count: page === 1 && reply !== null ? 0 : null, names };
    count += tools.length;
    names.push(...toolNames(tools));
    const cursor = reply?.result?.['nextCursor'];
    if (typeof cursor !== 'string' || cursor === '') return { count, names };
    params = { cursor };
  }
  return { count: null, names };
}

function noiseNote(program: Program): string | null {
  return program.noiseLines() === 0
    ? null
    : 'it also prints text that is not MCP to its output, which some clients refuse';
}

function cancelled(): ProbeResult {
  return { connection: { ...UNKNOWN_CONNECTION, evidence: 'the check was cancelled' }, auth: UNKNOWN_AUTH };
}
