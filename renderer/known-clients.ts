import type { ClientView, Snapshot } from '../shared/snapshot.ts';

/** Clients that count on this computer, installed ones first, and the rest of those that MCP Tray knows. */
export interface KnownClients {
  readonly here: readonly ClientView[];
  readonly others: readonly ClientView[];
}

/** A client that is not installed still counts where a file or server of it was found. */
export function knownClients({ clients, entries, files }: Snapshot): KnownClients {
  const found = new Set([
    ...clients.filter(({ installed }) => installed).map(({ id }) => id),
    ...entries.map(({ client }) => client),
    ...files.filter(({ state }) => state !== 'missing').map(({ client }) => client),
  ]);
  return {
    here: clients
      .filter(({ id }) => found.has(id))
      .toSorted((a, b) => Number(b.installed) - Number(a.installed)),
    others: clients.filter(({ id }) => !found.has(id)),
  };
}
