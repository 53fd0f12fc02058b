import type { ChangeAction } from '../../shared/actions.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import { entryStatus } from '../../shared/entry-status.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { COPY } from '../copy/copy.ts';
import { kindChoices } from '../edit/kind-choices.ts';

export interface Mend {
  readonly label: string;
  readonly action: ChangeAction;
}

/**
 * The change that makes a client load an entry that it ignores: through a bridge program where it loads no addresses,
 * or in a file of its own where the entry stands in one that it does not read. Null where only the person knows.
 */
export function mendOf(entry: ServerEntry, { clients, files, entries }: Snapshot): Mend | null {
  if (entryStatus(entry) !== 'ignored') return null;
  const { ref, scope, project } = entry;
  const client = clients.find(({ id }) => id === entry.client);
  const bridged = kindChoices(entry, client).some((one) => one.bridge && one.transport === entry.transport);
  if (bridged && entry.can.edit) {
    return { label: COPY.action.convert, action: { kind: 'edit', ref, changes: { bridge: true } } };
  }
  // A client's own file of a place comes before those that people only believe it reads.
  const own = files.find(
    (file) => file.client === entry.client && file.scope === scope && file.project === project,
  );
  const isThere = entries.some(
    (other) =>
      other.client === entry.client &&
      other.serverKey === entry.serverKey &&
      entryStatus(other) !== 'ignored',
  );
  const elsewhere = own !== undefined && own.path !== entry.file;
  if (!elsewhere || isThere || !entry.can.copy || client === undefined) return null;
  return {
    label: COPY.action.copyToOwn(client.name),
    action: { kind: 'copy', ref, targets: [{ client: entry.client, scope, project, bridge: false }] },
  };
}
