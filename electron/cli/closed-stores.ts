import { ownerNames } from '../../shared/selectors.ts';
import type { Core } from '../core/core.ts';
import type { CommandResult } from './context.ts';

/** Looks at all sign-ins that wait behind the system's dialog. Each refusal names the client it is about. */
export async function lookIntoAll(core: Core): Promise<readonly CommandResult[]> {
  const refused: CommandResult[] = [];
  for (const { owner } of core.snapshot().closedStores) {
    const looked = await core.handlers['sign-in:look']({ owner });
    if (looked.ok) continue;
    const message = `${ownerNames(core.snapshot())(owner)}: ${looked.error.message}`;
    refused.push({ ok: false, error: { ...looked.error, message } });
  }
  return refused;
}

/** What was not looked at, a line for each client. */
export function notLookedAt(core: Core): string {
  const snapshot = core.snapshot();
  const nameOf = ownerNames(snapshot);
  return snapshot.closedStores
    .map(
      ({ owner, place }) =>
        `${nameOf(owner)} keeps its own in ${place}; --look looks there, and your system may ask.\n`,
    )
    .join('');
}
