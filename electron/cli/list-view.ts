import type { ServerEntry } from '../../shared/domain.ts';
import { entryAuthWords, entryConnectionWords, entryShape, needsYou } from '../../shared/entry-status.ts';
import { fileProblems, ownerNames, shortPath } from '../../shared/selectors.ts';
import { entryAddress } from '../../shared/server-groups.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { restartWords } from '../../shared/state-words.ts';
import type { StateWords } from '../../shared/state-words.ts';
import { orderedEntries } from './order.ts';
import { printable } from './printable.ts';
import { SHAPE_FORMAT, SHAPE_MARK, TONE_FORMAT } from './style.ts';
import type { Style } from './style.ts';
import { tableLines } from './table.ts';
import type { Cell } from './table.ts';

const COLUMNS = [
  { title: ' ' },
  { title: 'SERVER' },
  { title: 'CLIENT' },
  { title: 'WHERE', shrinksTo: 12 },
  { title: 'ADDRESS', shrinksTo: 16 },
  { title: 'CONNECTION' },
  { title: 'SIGN-IN' },
];

/** Narrow terminals: which server, its address, its two facts. */
const STACK = [[0, 1, 2, 3], [4], [5, 6]];

/** The list for people. `width` null: not a terminal, nothing is cut. */
export function listLines(
  snapshot: Snapshot,
  options: { width: number | null; style: Style; now: number },
): readonly string[] {
  const { style } = options;
  const problems = [...restartLines(snapshot, style), ...problemLines(snapshot, style)];
  if (snapshot.entries.length === 0) {
    const hint = 'No server is set up. Add one: mcp-tray add NAME --url URL --client ID';
    return [hint, ...problems];
  }
  const rows = orderedEntries(snapshot).map((entry) => row(entry, snapshot, options));
  const table = tableLines({
    columns: COLUMNS,
    rows,
    width: options.width,
    stack: STACK,
    paintTitle: (text) => style('dim', text),
  });
  return [...table, '', summary(snapshot), ...problems];
}

function row(
  entry: ServerEntry,
  snapshot: Snapshot,
  { style, now }: { style: Style; now: number },
): readonly Cell[] {
  const ownerName = ownerNames(snapshot);
  const shape = entryShape(entry);
  const quiet = shape === 'disabled' ? (text: string) => style('dim', text) : (text: string) => text;
  const stateCell = (words: StateWords | null): Cell => {
    if (words === null) return { text: '' };
    const brief = printable(words.title);
    const text = words.detail === null ? brief : `${brief} · ${printable(words.detail)}`;
    return { text, brief, paint: (shown) => style(TONE_FORMAT[words.tone], shown) };
  };
  const place = entry.project === null ? '' : ` ${shortPath(entry.project, snapshot.host.home)}`;
  return [
    { text: SHAPE_MARK[shape], paint: (text) => style(SHAPE_FORMAT[shape], text) },
    { text: printable(entry.name), paint: quiet },
    { text: printable(ownerName(entry.client)), paint: quiet },
    { text: printable(entry.scope + place), paint: quiet },
    { text: printable(entryAddress(entry)), paint: quiet },
    stateCell(entryConnectionWords(entry, { now, ownerName })),
    stateCell(entryAuthWords(entry, { now, ownerName })),
  ];
}

function summary(snapshot: Snapshot): string {
  const count = snapshot.entries.length;
  const waiting = snapshot.entries.filter(needsYou).length;
  const needing = waiting === 0 ? '' : ` · ${waiting} ${waiting === 1 ? 'needs' : 'need'} you`;
  return `${count} ${count === 1 ? 'entry' : 'entries'}${needing}`;
}

/** Clients that go on with what they read before a change made here. */
function restartLines(snapshot: Snapshot, style: Style): readonly string[] {
  return snapshot.clients.flatMap((client) => {
    const words = restartWords(client);
    if (words === null) return [];
    return `${style('yellow', SHAPE_MARK['needs-you'])} ${printable(`${words.title}: ${words.detail}.`)}`;
  });
}

/** Files that cannot be used, each with its place, what is wrong and what to do. */
function problemLines(snapshot: Snapshot, style: Style): readonly string[] {
  const lines = fileProblems(snapshot).map(({ path, problem }) => {
    const place = problem?.line == null ? '' : `, line ${problem.line}, column ${problem.column}`;
    const shown = shortPath(path, snapshot.host.home) + place;
    const text = `${shown}: ${problem?.message ?? ''} ${problem?.next ?? ''}`;
    return `${style('red', SHAPE_MARK.broken)} ${printable(text.trimEnd())}`;
  });
  const ours = snapshot.ownProblems.map(
    (text) => `${style('yellow', SHAPE_MARK['needs-you'])} ${printable(text)}`,
  );
  return lines.length + ours.length === 0 ? [] : ['', ...lines, ...ours];
}
