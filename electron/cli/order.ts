import type { ConfigScope, ServerEntry } from '../../shared/domain.ts';
import type { ConfigFileView, Snapshot } from '../../shared/snapshot.ts';

const SCOPE_ORDER = ['managed', 'user', 'project', 'local'] as const satisfies readonly ConfigScope[];

interface Located {
  readonly client: string;
  readonly scope: ConfigScope;
  readonly project: string | null;
}

/** Entries by client, scope, project, then place in the file: the same on every machine and every run. */
export function orderedEntries(snapshot: Snapshot): readonly ServerEntry[] {
  const byPlace = placeOrder(snapshot);
  return snapshot.entries.toSorted(
    (a, b) =>
      byPlace(a, b) ||
      compareText(a.file, b.file) ||
      (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER) ||
      compareText(a.name, b.name),
  );
}

export function orderedFiles(snapshot: Snapshot): readonly ConfigFileView[] {
  const byPlace = placeOrder(snapshot);
  return snapshot.files.toSorted((a, b) => byPlace(a, b) || compareText(a.path, b.path));
}

function placeOrder(snapshot: Snapshot): (a: Located, b: Located) => number {
  const clients = snapshot.clients.map((client) => client.id);
  return (a, b) =>
    clients.indexOf(a.client) - clients.indexOf(b.client) ||
    SCOPE_ORDER.indexOf(a.scope) - SCOPE_ORDER.indexOf(b.scope) ||
    compareText(a.project ?? '', b.project ?? '');
}

/** By code units, not by the machine's language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
