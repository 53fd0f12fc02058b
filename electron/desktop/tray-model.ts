import type { ServerEntry } from '../../shared/domain.ts';
import { entryShape, fileProblems, groupServers, ownerNames, shortPath } from '../../shared/selectors.ts';
import type { ServerGroup } from '../../shared/selectors.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { menuLabel } from './menu-label.ts';
import { problemRow } from './tray-problem.ts';

export type TrayShape = 'fine' | 'needs-you' | 'broken' | 'unknown';

export type TrayAction =
  | { readonly kind: 'sign-in'; readonly ref: string; readonly via: 'client' | 'own' }
  | { readonly kind: 'show'; readonly ref: string | null }
  | { readonly kind: 'check-all' }
  | { readonly kind: 'quit' };

export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'row'; readonly label: string; readonly action: TrayAction | null }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayItem[] };

/** What the tray shows; plain data, so that "has it changed" is a comparison and tests need no Electron. */
export interface TrayModel {
  readonly shape: TrayShape;
  /** Servers and files that need the person. */
  readonly count: number;
  readonly tooltip: string;
  readonly items: readonly TrayItem[];
}

const MAX_PROBLEMS = 8;
const MAX_LISTED = 20;
const SEPARATOR: TrayItem = { kind: 'separator' };
const OPEN: TrayAction = { kind: 'show', ref: null };

/** The whole tray from a snapshot: worst state by shape, problems first, then what is fine. No relative times. */
export function trayModel(snapshot: Snapshot, now: number): TrayModel {
  const groups = groupServers(snapshot.entries);
  const problems = groups.filter((group) => group.needsYou);
  const fine = groups.filter((group) => group.shape === 'fine');
  const unknown = groups.filter((group) => group.shape === 'unknown');
  const files = fileProblems(snapshot);
  const count = problems.length + files.length;
  const rows = [
    ...problems.map((group) => problemRow(group, snapshot)),
    ...files.map((file) =>
      row(`⊠ ${shortPath(file.path, snapshot.host.home)} — ${file.problem?.message ?? file.state}`, OPEN),
    ),
  ];
  const needs = needsText(problems.length, files.length);
  return {
    shape: trayShape(problems, files.length, fine.length),
    count,
    tooltip: tooltip(snapshot, needs, fine.length, unknown.length),
    items: [
      row(headline(snapshot, needs, groups.length), null),
      ...limited(rows, MAX_PROBLEMS),
      SEPARATOR,
      ...section(endingToday(snapshot, now), (n) => `${n} sign-in${n === 1 ? ' ends' : 's end'} today`),
      ...section(fine.map(serverRow), (n) => `${servers(n)} fine`),
      ...section(unknown.map(serverRow), (n) => `${n} not checked`),
      ...staleRow(snapshot),
      SEPARATOR,
      ...checkRow(snapshot),
      SEPARATOR,
      row('Open MCP Tray', OPEN),
      row('Quit', { kind: 'quit' }),
    ].filter((item, index, all) => item.kind !== 'separator' || all[index - 1]?.kind !== 'separator'),
  };
}

/** Local programs stay "not started" until asked for, so unchecked ones do not hide that the rest is fine. */
function trayShape(problems: readonly ServerGroup[], files: number, fine: number): TrayShape {
  if (files > 0 || problems.some((group) => group.shape === 'broken')) return 'broken';
  if (problems.length > 0) return 'needs-you';
  return fine > 0 ? 'fine' : 'unknown';
}

function needsText(serverCount: number, fileCount: number): string | null {
  const parts = [
    ...(serverCount === 0 ? [] : [servers(serverCount)]),
    ...(fileCount === 0 ? [] : [`${fileCount} file${fileCount === 1 ? '' : 's'}`]),
  ];
  if (parts.length === 0) return null;
  return `${parts.join(' and ')} need${serverCount + fileCount === 1 ? 's' : ''} you`;
}

function headline(snapshot: Snapshot, needs: string | null, total: number): string {
  if (snapshot.loading) return 'Reading your files…';
  return needs ?? (total === 0 ? 'No servers yet' : 'Nothing needs you');
}

/** One line; Windows shows at most 127 characters. */
function tooltip(snapshot: Snapshot, needs: string | null, fine: number, unknown: number): string {
  if (snapshot.loading) return 'MCP Tray';
  const parts = [
    ...(needs === null ? [] : [needs]),
    ...(fine === 0 ? [] : [`${fine} fine`]),
    ...(unknown === 0 ? [] : [`${unknown} not checked`]),
  ];
  return `MCP Tray — ${parts.length === 0 ? 'no servers' : parts.join(', ')}`.slice(0, 127);
}

/** Sign-ins that run out before midnight and that nothing renews by itself. */
function endingToday(snapshot: Snapshot, now: number): TrayItem[] {
  const midnight = new Date(now).setHours(24, 0, 0, 0);
  const owner = ownerNames(snapshot);
  return snapshot.entries
    .filter((entry) => entry.enabled && entryShape(entry) !== 'disabled' && endsBetween(entry, now, midnight))
    .map((entry) =>
      row(`${entry.name} — ${owner(entry.auth.owner ?? entry.client)}`, { kind: 'show', ref: entry.ref }),
    );
}

function endsBetween(entry: ServerEntry, from: number, to: number): boolean {
  const { expiresAt, refreshable } = entry.auth;
  return expiresAt !== null && refreshable !== true && expiresAt > from && expiresAt < to;
}

function staleRow(snapshot: Snapshot): TrayItem[] {
  const stale = snapshot.signIns.filter((signIn) => signIn.stale !== null).length;
  return stale === 0 ? [] : [row(`Review ${stale} stale sign-in${stale === 1 ? '' : 's'}…`, OPEN)];
}

function checkRow(snapshot: Snapshot): TrayItem[] {
  if (snapshot.operations.some((operation) => operation.kind === 'check')) return [row('Checking…', null)];
  if (!snapshot.entries.some((entry) => entry.can.check)) return [];
  return [row('Check all now', { kind: 'check-all' })];
}

function serverRow(group: ServerGroup): TrayItem {
  return row(group.name, { kind: 'show', ref: group.entries[0]?.ref ?? null });
}

function section(items: readonly TrayItem[], title: (count: number) => string): TrayItem[] {
  if (items.length === 0) return [];
  return [{ kind: 'submenu', label: title(items.length), items: limited(items, MAX_LISTED) }];
}

function limited(items: readonly TrayItem[], max: number): TrayItem[] {
  if (items.length <= max) return [...items];
  return [...items.slice(0, max), row(`${items.length - max} more…`, OPEN)];
}

function row(label: string, action: TrayAction | null): TrayItem {
  return { kind: 'row', label: menuLabel(label), action };
}

function servers(count: number): string {
  return `${count} server${count === 1 ? '' : 's'}`;
}
