import type { ClientId, ServerEntry, Transport } from './domain.ts';
import { entryAuthWords, entryConnectionWords, entryShape, serverShape } from './entry-status.ts';
import { compareNames, nameRank } from './name-order.ts';
import type { NameRank } from './name-order.ts';
import type { Shape, Tone } from './state-words.ts';

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
