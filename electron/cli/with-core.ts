import { resolve } from 'node:path';
import { terminalPorts } from '../browser/ports.ts';
import type { Core } from '../core/core.ts';
import type { CommandContext, CommandResult } from './context.ts';

/** Builds a core for this run; `--project` folders count from where the person stands. */
export function openCore(context: CommandContext, kind: 'cli' | 'browser' = 'cli'): Promise<Core> {
  const { args, env, terminal } = context;
  const ports = terminalPorts(env, {
    kind,
    onOpen: (url, opened) => terminal.err(openingText(url, { opened, json: context.json })),
  });
  return context.createCore(ports, {
    projects: args.values('project').map((path) => resolve(terminal.cwd, path)),
  });
}

/**
 * Reads everything once (unless `load` is false), works on it, and ends tidily, also when interrupted in the
 * middle.
 */
export async function withCore(
  context: CommandContext,
  work: (core: Core) => Promise<CommandResult>,
  { load } = { load: true },
): Promise<CommandResult> {
  const core = await openCore(context);
  const stop = (): void => void core.stop();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    if (load) await core.load();
    return await work(core);
  } finally {
    context.signal.removeEventListener('abort', stop);
    await core.stop();
  }
}

/** With `--json` stderr stays free for the error, unless the person has to open the address themselves. */
function openingText(url: string, { opened, json }: { opened: boolean; json: boolean }): string {
  if (json) return opened ? '' : `${JSON.stringify({ open: { url } })}\n`;
  return opened
    ? `Your browser opens. If it does not, open this address:\n${url}\n`
    : `Open this address in your browser:\n${url}\n`;
}
