import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ToolOutcome, ToolsAnswer } from '../../../shared/tools.ts';
import { toolHeaders } from './tool-headers.ts';
import { readTools } from './tool-list.ts';
import type { ServerTools } from './tool-list.ts';
import { toolOutcome } from './tool-outcome.ts';
import type { ToolServer } from './tool-server.ts';
import { quote, seconds } from './words.ts';

export interface ToolsJob {
  /** The server, as the person knows it. */
  readonly name: string;
  readonly open: (signal: AbortSignal, limitMs: number) => Promise<Result<ToolServer>>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The person's Cancel. */
  readonly signal: AbortSignal;
  readonly limits?: Partial<typeof LIMITS>;
}

export interface ToolCall {
  readonly tool: string;
  /** Sent exactly as they are. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly confirmed: boolean;
  /** The call takes long: somebody may have to approve it. */
  readonly onWaiting: () => void;
}

/** In milliseconds. A call ends before Node's fetch gives up on an answer's head, after 300 s. */
const LIMITS = { ready: 30_000, waiting: 10_000, call: 290_000 };

/** What a server's tools are. Connects, lists, and ends. */
export async function listServerTools(job: ToolsJob): Promise<Result<ToolsAnswer>> {
  const started = job.now();
  return withTools(job, async (_server, { tools, note }) => {
    return ok({ tools: tools.map(({ view }) => view), note, tookMs: elapsed(job, started) });
  });
}

/**
 * Calls one tool, once. ConfirmationNeeded before anything is sent when it may take something away, or is told to
 * go ahead (`confirm: true`), and was not `confirmed`; EntryNotFound when the server has no such tool.
 */
export async function callServerTool(job: ToolsJob, call: ToolCall): Promise<Result<ToolOutcome>> {
  const limits = { ...LIMITS, ...job.limits };
  return withTools(job, async (server, { tools }) => {
    const tool = tools.find(({ view }) => view.name === call.tool);
    if (tool === undefined) {
      return fail('EntryNotFound', `"${job.name}" has no tool "${quote(call.tool)}".`, {
        next: 'Run "mcp-tray tools" on it to see its tools.',
      });
    }
    const { name } = tool.view;
    if ((tool.view.destructive || saysConfirm(call.arguments)) && !call.confirmed) {
      return fail('ConfirmationNeeded', `"${name}" of "${job.name}" may take something away for good.`);
    }
    const started = job.now();
    const waiting = setTimeout(call.onWaiting, limits.waiting);
    try {
      const reply = await within(job, limits.call, (signal) =>
        server.ask({
          method: 'tools/call',
          params: { name, arguments: call.arguments },
          signal,
          headers: toolHeaders(name, tool.schema, call.arguments),
        }),
      );
      return reply.ok
        ? ok({ ...toolOutcome(reply.value, server.secrets, server), tookMs: elapsed(job, started) })
        : reply;
    } finally {
      clearTimeout(waiting);
    }
  });
}

/** Servers without a way to ask a person take `confirm: true` as their word (OctoMesh); so it has to be theirs. */
function saysConfirm(given: ToolCall['arguments']): boolean {
  return Object.entries(given).some(([name, value]) => name.toLowerCase() === 'confirm' && value === true);
}

/** Connects, lists the tools, works, and ends what was begun, also when the person cancels. */
async function withTools<T>(
  job: ToolsJob,
  work: (server: ToolServer, tools: ServerTools) => Promise<Result<T>>,
): Promise<Result<T>> {
  const limitMs = job.limits?.ready ?? LIMITS.ready;
  let server: ToolServer | null = null;
  try {
    const listed = await within(job, limitMs, async (signal) => {
      const opened = await job.open(signal, limitMs);
      if (!opened.ok) return opened;
      server = opened.value;
      const tools = await readTools(
        (params) => opened.value.ask({ method: 'tools/list', params, signal }),
        opened.value.secrets,
      );
      return tools.ok ? ok({ server: opened.value, tools: tools.value }) : tools;
    });
    return listed.ok ? await work(listed.value.server, listed.value.tools) : listed;
  } finally {
    await (server as ToolServer | null)?.end();
  }
}

/** Ends work after so many milliseconds, and says who ended it; other failures get the server's name. */
async function within<T>(
  { name, signal }: ToolsJob,
  limitMs: number,
  work: (signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  const timer = AbortSignal.timeout(limitMs);
  const result = await work(AbortSignal.any([signal, timer]));
  if (result.ok) return result;
  if (signal.aborted) {
    return fail('Cancelled', `"${name}": cancelled; what the server did until then stays done.`);
  }
  const { error } = result;
  if (timer.aborted && error.code !== 'Timeout') {
    return fail('Timeout', `"${name}" did not answer within ${seconds(limitMs)}.`);
  }
  return { ok: false, error: { ...error, message: `"${name}": ${error.message}` } };
}

function elapsed({ now }: ToolsJob, started: number): number {
  return Math.max(0, Math.round(now() - started));
}
