import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ToolOutcome, ToolsAnswer } from '../../../shared/tools.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { ToolServer } from '../connections/tool-server.ts';
import type { ToolCall, ToolsJob } from '../connections/tools.ts';
import type { OperationHandle } from './operations.ts';
import type { OpenTools } from './tool-opener.ts';

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
  open: OpenTools;
  /** The session that is held for an entry, once somebody has signed in there. */
  held: (entry: InventoryEntry) => ToolServer | null;
  now: () => number;
  limits?: ToolsJob['limits'];
}): ToolDesk {
  const { now, limits = {} } = options;

  const open: OpenTools = async (entry, wish) => {
    const held = options.held(entry);
    if (held === null) return options.open(entry, wish);
    return ok({ ...held, held: true, end: () => Promise.resolve() });
  };

  const jobOf = (entry: InventoryEntry, startPrograms: boolean, signal: AbortSignal): ToolsJob => ({
    name: entry.name,
    open: (openSignal, limitMs) => open(entry, { startPrograms, signal: openSignal, limitMs }),
    now,
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
