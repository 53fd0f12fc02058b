import type { ServerEntry } from '../../../shared/domain.ts';
import { CONNECTION_COPY } from '../../../shared/state-words.ts';
import type { CheckRecord } from '../services/checker.ts';
import type { SeenCheck } from '../services/check-schedule.ts';

/**
 * Whether an entry may be dialled without a click: never a program, and never an address that only a project
 * file brought here (somebody else's input) unless its client has had it approved.
 */
export function mayCheckUnasked(entry: ServerEntry): boolean {
  if (!entry.can.check || entry.transport === 'stdio') return false;
  return entry.scope !== 'project' || entry.approval === 'approved';
}

/** What the schedule makes of a check: a server that asks for a sign-in has answered, one out of order has not. */
export function seenCheck(record: CheckRecord | null): SeenCheck | null {
  if (record === null) return null;
  const failed = CONNECTION_COPY[record.connection.state].shape === 'broken';
  return { checkedAt: record.checkedAt, failed, retryAt: record.retryAt };
}
