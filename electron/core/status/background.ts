import type { ServerEntry } from '../../../shared/domain.ts';

/**
 * Whether an entry may be dialled without a click: never a program, and never an address that only a project
 * file brought here (somebody else's input) unless its client has had it approved.
 */
export function mayCheckUnasked(entry: ServerEntry): boolean {
  if (!entry.can.check || entry.transport === 'stdio') return false;
  return entry.scope !== 'project' || entry.approval === 'approved';
}
