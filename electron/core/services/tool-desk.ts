import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ToolOutcome, ToolsAnswer } from '../../../shared/tools.ts';
import type { AuthEngine } from '../auth/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { ToolServer } from '../connections/tool-server.ts';
import type { ToolCall, ToolsJob } from '../connections/tools.ts';
import type { HostEnv } from '../host-env.ts';
import type { Ports } from '../ports.ts';
import { entryTarget, missingReason } from '../status/probe-target.ts';
import type { VariableRule } from '../status/variables.ts';
import type { OperationHandle } from './operations.ts';

/** Lists and calls an entry's tools, by hand only: with the entry's own headers or our own token. */
export interface ToolDesk {
  /** Programs start only with `startPrograms`; ConfirmationNeeded otherwise. */
  list(
    entry: InventoryEntry,
    options: { startPrograms: boolean; signal: AbortSignal },
  ): Promise<Result<ToolsAnswer>>;
  call(
    entry: InventoryEntry,
    call: Omit<ToolCall, 'onWaiting'> & { startPrograms: boolean },
    handle: OperationHandle,
  ): Promise<Result<ToolOutcome>>;
}

/** Beside a spinner, when a call takes longer than 10 s. */
const WAITING = 'Waiting: the server may be asking somebody for approval';

export function createToolDesk(options: {
  env: HostEnv;
  ports: Pick<Ports, 'fetch' | 'now'>;
  engine: Pick<AuthEngine, 'accessToken' | 'noteRejection'>;
  expands: (entry: InventoryEntry) => VariableRule;
  limits?: ToolsJob['limits'];
}): ToolDesk {
  const { env, ports, engine, limits = {} } = options;

  async function open(
    entry: InventoryEntry,
    startPrograms: boolean,
    { signal, limitMs }: { signal: AbortSignal; limitMs: number },
  ): Promise<Result<ToolServer>> {
    const found = entryTarget(entry, options.expands(entry), env.vars);
    if (found.kind === 'none') return fail('Unsupported', found.reason);
    if (found.missing.length > 0) return fail('Unsupported', `${missingReason(found.missing)}.`);
    if (found.kind === 'stdio') {
      if (!startPrograms) return fail('ConfirmationNeeded', PROGRAM, { next: PROGRAM_NEXT });
      const { openStdioTools } = await import('../connections/stdio-tools.ts');
      return openStdioTools(found.target, { env, signal, limitMs });
    }
    const { url } = found.target;
    const own = found.sendsAuth ? null : await engine.accessToken(url);
    const accessToken = own?.ok ? own.value : null;
    const { openHttpTools } = await import('../connections/http-tools.ts');
    return openHttpTools(
      { ...found.target, token: accessToken },
      {
        fetch: ports.fetch,
        now: ports.now,
        signal,
        onRefused(auth) {
          if (accessToken === null) return;
          if (auth.kind === 'challenged') engine.noteRejection(url, 'invalid-token', null, accessToken);
          if (auth.kind === 'insufficient-scope') {
            engine.noteRejection(url, 'insufficient-scope', auth.challenge.scope, accessToken);
          }
        },
      },
    );
  }

  const jobOf = (entry: InventoryEntry, startPrograms: boolean, signal: AbortSignal): ToolsJob => ({
    name: entry.name,
    open: (openSignal, limitMs) => open(entry, startPrograms, { signal: openSignal, limitMs }),
    now: ports.now,
    signal,
    limits,
  });

  return {
    async list(entry, { startPrograms, signal }) {
      const { listServerTools } = await import('../connections/tools.ts');
      return listServerTools(jobOf(entry, startPrograms, signal));
    },
    async call(entry, { startPrograms, ...call }, handle) {
      const { callServerTool } = await import('../connections/tools.ts');
      handle.phase(`Calling ${call.tool}…`);
      const onWaiting = (): void => handle.phase(WAITING);
      return callServerTool(jobOf(entry, startPrograms, handle.signal), { ...call, onWaiting });
    },
  };
}

const PROGRAM = 'a program on this computer; it runs only when you ask.';
const PROGRAM_NEXT = 'Start it yourself; on the command line with --start.';
