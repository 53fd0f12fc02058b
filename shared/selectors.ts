import type { ClientId, ServerEntry, SignIn } from './domain.ts';
import type { ConfigFileView, Snapshot } from './snapshot.ts';

/** Files that could not be used. A missing file is normal and not among them. */
export function fileProblems(snapshot: Snapshot): readonly ConfigFileView[] {
  return snapshot.files.filter((file) => file.state === 'invalid' || file.state === 'unreadable');
}

/** Clients whose files are there and wait for a click before they are read. */
export function unreadClients(snapshot: Snapshot): readonly ClientId[] {
  return [...new Set(snapshot.files.flatMap(({ state, client }) => (state === 'unread' ? [client] : [])))];
}

/** The sign-ins that removing an entry leaves without use, or that belong to its client. */
export function signInsToEnd(snapshot: Snapshot, entry: ServerEntry): readonly SignIn[] {
  return snapshot.signIns.filter(
    ({ owner, entries }) => entries.includes(entry.ref) && (owner === entry.client || entries.length === 1),
  );
}

/** Nothing else loses its sign-in with it: then it ends with its entry unless the person says otherwise. */
export function isOnlyHere({ entries }: SignIn): boolean {
  return entries.length === 1;
}

/** Client names by id, "MCP Tray" for our own sign-ins, the id itself where nothing is known. */
export function ownerNames(snapshot: Snapshot): (owner: string) => string {
  const names = new Map(snapshot.clients.map((client) => [client.id, client.name]));
  return (owner) => names.get(owner) ?? (owner === 'mcp-tray' ? 'MCP Tray' : owner);
}

/** `~/…` where the path lies in the home folder; works for both slash directions. */
export function shortPath(path: string, home: string): string {
  if (home === '' || !path.startsWith(home)) return path;
  const rest = path.slice(home.length);
  return rest === '' || rest.startsWith('/') || rest.startsWith('\\') ? `~${rest}` : path;
}
