import type { ClientId, ConnectionFact, ConnectionState, ServerEntry, SignIn, Transport } from './domain.ts';
import { compareNames, nameRank } from './name-order.ts';
import type { NameRank } from './name-order.ts';
import type { ConfigFileView, Snapshot } from './snapshot.ts';
import { authNeedsYou, authWords, CONNECTION_COPY, connectionWords, isUnseen } from './state-words.ts';
import type { Shape, StateWords, Tone, WordsOptions } from './state-words.ts';

/** What is decided by the files alone, before any connection or sign-in counts. First match wins. */
export type EntryStatus = 'problem' | 'disabled' | 'ignored' | 'rejected' | 'pending' | 'shadowed' | 'active';

export function entryStatus(entry: ServerEntry): EntryStatus {
  if (entry.problem !== null) return 'problem';
  if (!entry.enabled) return 'disabled';
  if (entry.ignoredByClient !== null) return 'ignored';
  if (entry.approval === 'rejected') return 'rejected';
  if (entry.approval === 'pending') return 'pending';
  if (entry.shadowedBy !== null) return 'shadowed';
  return 'active';
}

const STATUS_SHAPE = {
  problem: 'broken',
  disabled: 'disabled',
  ignored: 'needs-you',
  rejected: 'disabled',
  pending: 'needs-you',
  shadowed: 'disabled',
} as const satisfies Record<Exclude<EntryStatus, 'active'>, Shape>;

/** The shape of one entry. "Fine" needs a connection that was really seen. */
export function entryShape(entry: ServerEntry): Shape {
  const status = entryStatus(entry);
  if (status !== 'active') return STATUS_SHAPE[status];
  const state = settledState(entry.connection);
  const connection = CONNECTION_COPY[state].shape;
  if (connection === 'broken') return 'broken';
  if (authNeedsYou(entry.auth)) return 'needs-you';
  if (state === 'needs-auth' && entry.auth.state === 'unknown') return 'needs-you';
  if (state === 'needs-auth' && (isUnseen(entry.auth) || entry.auth.state === 'renewal-failed')) {
    return 'unknown';
  }
  return connection;
}

/** What is known of a connection now: while a check runs, what the last one found. */
export function settledState(fact: ConnectionFact): ConnectionState {
  return fact.state === 'checking' ? (fact.before ?? 'unknown') : fact.state;
}

/** Whether the person has something to do for this entry. */
export function needsYou(entry: ServerEntry): boolean {
  const shape = entryShape(entry);
  return shape === 'needs-you' || shape === 'broken';
}

const SHAPE_ORDER = [
  'broken',
  'needs-you',
  'unknown',
  'fine',
  'disabled',
] as const satisfies readonly Shape[];

/** The worst shape of several entries; switched-off ones count only when nothing else is there. */
export function serverShape(entries: readonly ServerEntry[]): Shape {
  const shapes = new Set(entries.map(entryShape));
  return SHAPE_ORDER.find((shape) => shapes.has(shape)) ?? 'unknown';
}

/** Connection words of an entry as set up: what the files decide comes before what a check found. */
export function entryConnectionWords(entry: ServerEntry, options: WordsOptions = {}): StateWords {
  switch (entryStatus(entry)) {
    case 'problem':
      return { title: 'Config error', detail: entry.problem, tone: 'broken' };
    case 'disabled':
      return { title: 'Disabled', detail: entry.disabledBy, tone: 'quiet' };
    case 'ignored':
      return {
        title: 'Ignored by client',
        detail: entry.ignoredByClient?.reason ?? null,
        tone: 'attention',
      };
    case 'rejected':
      return { title: 'Rejected', detail: 'you declined it in the client', tone: 'quiet' };
    case 'pending':
      return { title: 'Waiting for approval', detail: 'the client asks you first', tone: 'attention' };
    case 'shadowed':
      return { title: 'Overridden', detail: 'a closer entry of this name is used', tone: 'quiet' };
    case 'active': {
      const words = connectionWords(entry.connection, options);
      // An address is never started.
      const isIdle = entry.connection.state === 'skipped' && entry.transport !== 'stdio';
      return isIdle ? { ...words, title: CONNECTION_COPY.unknown.title } : words;
    }
  }
}

/** Sign-in words, or null where a sign-in does not matter because the client does not load the entry. */
export function entryAuthWords(entry: ServerEntry, options: WordsOptions = {}): StateWords | null {
  const status = entryStatus(entry);
  if (status === 'problem' || status === 'disabled' || status === 'ignored') return null;
  if (CONNECTION_COPY[settledState(entry.connection)].shape === 'broken' && entry.auth.state === 'unknown') {
    return { title: 'Not checked', detail: 'fix the connection first', tone: 'quiet' };
  }
  return authWords(entry.auth, options);
}

/** One server as people think of it: every entry that reaches the same address or program. */
export interface ServerGroup {
  readonly key: string;
  readonly name: string;
  /** Names the same server has elsewhere. */
  readonly otherNames: readonly string[];
  /** URL, or command line. */
  readonly address: string;
  readonly transport: Transport;
  readonly entries: readonly ServerEntry[];
  readonly clients: readonly ClientId[];
  readonly shape: Shape;
  readonly needsYou: boolean;
}

/** Groups by `serverKey`; what needs the person comes first, disabled last, names in between. */
export function groupServers(entries: readonly ServerEntry[]): readonly ServerGroup[] {
  const byKey = new Map<string, ServerEntry[]>();
  for (const entry of entries) {
    const known = byKey.get(entry.serverKey);
    if (known === undefined) byKey.set(entry.serverKey, [entry]);
    else known.push(entry);
  }
  const ranked = [...byKey].map(([key, members]): RankedGroup => {
    const group = toGroup(key, members);
    return { group, name: nameRank(group.name), key: nameRank(key) };
  });
  return ranked.toSorted(compareGroups).map(({ group }) => group);
}

function toGroup(key: string, entries: readonly ServerEntry[]): ServerGroup {
  const names = [...new Set(entries.map((entry) => entry.name))];
  const [first] = entries;
  const shape = serverShape(entries);
  return {
    key,
    name: names[0] ?? key,
    otherNames: names.slice(1),
    address: first === undefined ? key : entryAddress(first),
    transport: first?.transport ?? 'unknown',
    entries,
    clients: [...new Set(entries.map((entry) => entry.client))],
    shape,
    needsYou: shape === 'needs-you' || shape === 'broken',
  };
}

const GROUP_RANK = {
  'needs-you': 0,
  broken: 0,
  fine: 1,
  unknown: 1,
  disabled: 2,
} as const satisfies Record<Shape, number>;

interface RankedGroup {
  readonly group: ServerGroup;
  readonly name: NameRank;
  readonly key: NameRank;
}

function compareGroups(a: RankedGroup, b: RankedGroup): number {
  return (
    GROUP_RANK[a.group.shape] - GROUP_RANK[b.group.shape] ||
    compareNames(a.name, b.name) ||
    compareNames(a.key, b.key)
  );
}

/** URL, or the whole command line; already masked by the core. */
export function entryAddress(entry: ServerEntry): string {
  if (entry.url !== null) return entry.url;
  if (entry.command !== null) return [entry.command, ...(entry.args ?? [])].map(quoteArgument).join(' ');
  return '—';
}

function quoteArgument(argument: string): string {
  return argument === '' || /[\s"']/.test(argument) ? `"${argument.replaceAll('"', '\\"')}"` : argument;
}

const TONE_RANK = { broken: 0, attention: 1, good: 2, quiet: 3 } as const satisfies Record<Tone, number>;

/** The entry whose connection speaks for the group: the loudest, then the one checked last. */
export function connectionSpeaker(group: ServerGroup): ServerEntry | null {
  return loudest(speakers(group), (entry) => entryConnectionWords(entry).tone, checkedAt);
}

/** The entry whose sign-in speaks for the group, or null when no entry has one to tell. */
export function authSpeaker(group: ServerGroup): ServerEntry | null {
  const told = speakers(group).filter((entry) => entryAuthWords(entry) !== null);
  return loudest(told, (entry) => entryAuthWords(entry)?.tone ?? 'quiet', checkedAt);
}

/** Entries a client loads; all of them when none is loaded. */
function speakers(group: ServerGroup): readonly ServerEntry[] {
  const loaded = group.entries.filter((entry) => entryShape(entry) !== 'disabled');
  return loaded.length === 0 ? group.entries : loaded;
}

function checkedAt(entry: ServerEntry): number {
  return entry.connection.checkedAt ?? 0;
}

function loudest(
  entries: readonly ServerEntry[],
  tone: (entry: ServerEntry) => Tone,
  age: (entry: ServerEntry) => number,
): ServerEntry | null {
  const sorted = entries.toSorted((a, b) => TONE_RANK[tone(a)] - TONE_RANK[tone(b)] || age(b) - age(a));
  return sorted[0] ?? null;
}

/** Words of `query` all found in name, address, client or project. An empty query matches all. */
export function matchesQuery(
  group: ServerGroup,
  query: string,
  clientName: (id: ClientId) => string,
): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const haystack = [
    group.name,
    ...group.otherNames,
    group.address,
    ...group.clients.map(clientName),
    ...group.entries.map((entry) => entry.project ?? ''),
  ]
    .join('\n')
    .toLowerCase();
  return words.every((word) => haystack.includes(word));
}

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
