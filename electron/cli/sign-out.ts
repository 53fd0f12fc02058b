import type { SignOutReceipt } from '../../shared/actions.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { ownerNames } from '../../shared/selectors.ts';
import type { Core } from '../core/core.ts';
import type { CommandContext } from './context.ts';

export type WayOut = 'client' | 'own';

/** The sign-ins of an entry that can be ended, narrowed by `--client` or `--own`. */
export function waysOut({ can }: ServerEntry, { args }: CommandContext): readonly WayOut[] {
  return [
    ...(can.clientSignOut && !args.flag('own') ? (['client'] as const) : []),
    ...(can.ownSignOut && !args.flag('client') ? (['own'] as const) : []),
  ];
}

/** Ends them, one after the other, and says in words how it went. Unsupported for a local program. */
export async function signOutOf(
  core: Core,
  entry: ServerEntry,
  ways: readonly WayOut[],
): Promise<Result<SignOutReceipt>> {
  if (ways.length === 0) return nothingToEnd(core, entry);
  const sentences: string[] = [];
  let complete = true;
  for (const via of ways) {
    const receipt = await core.handlers['sign-in:end']({ ref: entry.ref, via });
    if (!receipt.ok) return receipt;
    sentences.push(...receipt.value.sentences);
    complete &&= receipt.value.complete;
  }
  return ok({ sentences, complete });
}

async function nothingToEnd(core: Core, entry: ServerEntry): Promise<Result<SignOutReceipt>> {
  if (entry.transport === 'stdio') {
    return fail('Unsupported', `"${entry.name}" is a program on this computer and has no sign-in.`);
  }
  const guide = await core.handlers['sign-in:guide']({ ref: entry.ref });
  if (!guide.ok || guide.value.out === null) {
    return ok({ sentences: [`There is no sign-in for "${entry.name}" to end.`], complete: true });
  }
  const owner = ownerNames(core.snapshot())(entry.client);
  const where = `${owner} keeps its sign-ins where MCP Tray does not look, so nothing of "${entry.name}" was ended.`;
  return ok({ sentences: [where, guide.value.out], complete: false });
}
