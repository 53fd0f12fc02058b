import type { ServerEntry } from '../../shared/domain.ts';
import { entryAuthWords, entryConnectionWords, entryShape } from '../../shared/entry-status.ts';
import { ownerNames, shortPath } from '../../shared/selectors.ts';
import { entryAddress } from '../../shared/server-groups.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { restartWords } from '../../shared/state-words.ts';
import type { StateWords } from '../../shared/state-words.ts';
import { printable } from './printable.ts';
import { SHAPE_FORMAT, SHAPE_MARK } from './style.ts';
import type { Style } from './style.ts';

/** One entry for people: the two facts, each with its evidence and next step, and where it is set up. */
export function entryLines(
  entry: ServerEntry,
  snapshot: Snapshot,
  { style, now }: { style: Style; now: number },
): readonly string[] {
  const ownerName = ownerNames(snapshot);
  const { home } = snapshot.host;
  const shape = entryShape(entry);
  const mark = style(SHAPE_FORMAT[shape], SHAPE_MARK[shape]);
  const place = entry.project === null ? '' : ` ${shortPath(entry.project, home)}`;
  const client = snapshot.clients.find(({ id }) => id === entry.client);
  const facts: (readonly [string, string | null])[] = [
    ['Reference', entry.ref],
    ['Address', entryAddress(entry)],
    ['Set up in', shortPath(entry.file, home) + (entry.line === null ? '' : `:${entry.line}`)],
    ['Connection', words(entryConnectionWords(entry, { now, ownerName }), entry.connection.next)],
    ['Sign-in', words(entryAuthWords(entry, { now, ownerName }), entry.auth.next)],
    ['Restart', client === undefined ? null : words(restartWords(client), client.reload)],
    ['Instead', entry.ignoredByClient?.next ?? null],
    ['Overridden', entry.shadowedBy === null ? null : `by ${entry.shadowedBy}`],
    ['Comes with', entry.suppliedBy],
    ...entry.headers.map(({ name, value }) => ['Header', `${name}: ${value}`] as const),
    ...entry.env.map(({ name, value }) => ['Variable', `${name}=${value}`] as const),
    ...entry.warnings.map(({ text, next }) => ['Note', `${text} ${next}`] as const),
  ];
  const told = facts.filter((fact): fact is readonly [string, string] => fact[1] !== null);
  const width = Math.max(...told.map(([title]) => title.length));
  return [
    `${mark} ${style('bold', printable(entry.name))}  ${printable(`${ownerName(entry.client)}, ${entry.scope}${place}`)}`,
    ...told.map(([title, text]) => `  ${style('dim', title.padEnd(width))}  ${printable(text)}`),
  ];
}

function words(state: StateWords | null, next: string | null): string | null {
  if (state === null) return null;
  const evidence = state.detail === null ? state.title : `${state.title} · ${state.detail}`;
  return next === null ? evidence : `${evidence}. ${next}`;
}
