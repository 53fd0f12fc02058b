import { stat } from 'node:fs/promises';
import { UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import type { HostEnv } from '../host-env.ts';
import { connected, failed } from './http-session.ts';
import type { Verdict } from './http-session.ts';
import {
  INITIALIZED,
  MODERN_VERSION,
  initializeRequest,
  isModern,
  legacyRequest,
  modernRequest,
  versionsIn,
} from './json-rpc.ts';
import type { RpcReply } from './json-rpc.ts';
import { programEnvironment } from './program-env.ts';
import { lastWords, processError, programFailure } from './program-end.ts';
import { startProgram } from './program.ts';
import type { Program } from './program.ts';
import { resolveCommand } from './resolve-command.ts';
import type { ProbeResult, StdioProbeTarget } from './types.ts';
import { quote, seconds } from './words.ts';

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
  const stamped = ({ connection }: Verdict): ProbeResult => ({
    connection: { ...connection, checkedAt: now() },
    auth: UNKNOWN_AUTH,
  });
  const variables = programEnvironment(env, target.env);
  const cwd = target.cwd ?? env.home;
  if (!(await isFolder(cwd))) {
    return stamped(
      failed(processError('its working folder does not exist', 'Correct “cwd” in the configuration.')),
    );
  }
  const resolved = await resolveCommand(target.command, { platform: env.platform, variables, cwd });
  if (!resolved.ok) return stamped(failed(processError(resolved.error.message, resolved.error.next)));

  const timer = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([signal, timer]);
  if (stop.aborted) return cancelled();
  const program = startProgram({
    resolved: resolved.value,
    command: target.command,
    args: target.args,
    variables,
    cwd,
    platform: env.platform,
  });
  const interruption = Promise.withResolvers<null>();
  const interrupt = (): void => interruption.resolve(null);
  stop.addEventListener('abort', interrupt, { once: true });
  let greeted: Verdict | null = null;
  const conversation = greet(program, target, { now, onGreeted: (verdict) => (greeted = verdict) });
  try {
    const verdict = await Promise.race([conversation, interruption.promise]);
    if (verdict !== null) return stamped(verdict);
    if (signal.aborted) return cancelled();
    return stamped(greeted ?? tooSlow(program, target, timeoutMs));
  } finally {
    stop.removeEventListener('abort', interrupt);
    await program.end();
  }
}

/** `initialize` first: a server may end its one life over a message it does not know. */
async function greet(
  program: Program,
  target: StdioProbeTarget,
  { now, onGreeted }: { now: () => number; onGreeted: (verdict: Verdict) => void },
): Promise<Verdict> {
  const started = now();
  const legacy = await program.request('initialize-1', initializeRequest('initialize-1'));
  const elapsed = (): number => Math.max(0, Math.round(now() - started));
  const version = legacy?.result?.['protocolVersion'];
  if (typeof version === 'string') {
    const base = { era: 'legacy' as const, label: `MCP ${quote(version, 32)}`, milliseconds: elapsed() };
    onGreeted(greetedOnly(base));
    program.notify(INITIALIZED);
    const toolCount = await countTools(program, (id, params) => legacyRequest(id, 'tools/list', params));
    return connected({ ...base, toolCount, ...extras(program) });
  }
  if (legacy === null) return failed(programFailure(await program.ended, target, program.errorOutput()));
  const modern = await program.request('discover-1', modernRequest('discover-1', 'server/discover'));
  const offered = versionsIn(modern?.result?.['supportedVersions']).filter(isModern).toSorted();
  const best = offered.includes(MODERN_VERSION) ? MODERN_VERSION : offered.at(-1);
  if (best === undefined) return failed(refused(legacy));
  const base = { era: 'modern' as const, label: `MCP ${best}`, milliseconds: elapsed() };
  onGreeted(greetedOnly(base));
  const toolCount = await countTools(program, (id, params) => modernRequest(id, 'tools/list', params));
  return connected({ ...base, toolCount, ...extras(program) });
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
): Promise<number | null> {
  let count = 0;
  let params: Record<string, unknown> = {};
  for (let page = 1; page <= 10; page += 1) {
    const reply = await program.request(`tools-${page}`, body(`tools-${page}`, params));
    const tools = reply?.result?.['tools'];
    // An error means a server without tools; no reply, that it ended meanwhile.
    if (!Array.isArray(tools)) return page === 1 && reply !== null ? 0 : null;
    count += tools.length;
    const cursor = reply?.result?.['nextCursor'];
    if (typeof cursor !== 'string' || cursor === '') return count;
    params = { cursor };
  }
  return null;
}

function extras(program: Program) {
  const noise = program.noiseLines();
  return {
    auth: UNKNOWN_AUTH,
    note: noise === 0 ? null : 'it also prints text that is not MCP to its output, which some clients refuse',
  };
}

function refused(reply: RpcReply) {
  const words = reply.error === null ? 'an answer that is not MCP' : `“${quote(reply.error.message)}”`;
  return processError(`the program refused to start a session: ${words}`, 'Ask whoever makes this server.');
}

function tooSlow(program: Program, target: StdioProbeTarget, timeoutMs: number): Verdict {
  const downloads = /(^|[\\/])(npx|bunx|pnpm|yarn|uvx|uv|pipx|docker|podman)(\.(cmd|exe|bat|ps1))?$/i.test(
    target.command,
  );
  const words = lastWords(program.errorOutput(), target);
  return failed(
    processError(
      `the program did not answer within ${seconds(timeoutMs)}${words === '' ? '' : ` · “${words}”`}`,
      downloads
        ? 'The first start downloads it and may take a minute; check again then.'
        : 'Run the command in a terminal to see what it waits for.',
    ),
  );
}

function cancelled(): ProbeResult {
  return { connection: { ...UNKNOWN_CONNECTION, evidence: 'the check was cancelled' }, auth: UNKNOWN_AUTH };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
