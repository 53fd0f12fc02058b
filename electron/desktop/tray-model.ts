import type { PauseLength } from '../../shared/pause.ts';
import { fileProblems, shortPath } from '../../shared/selectors.ts';
import { groupServers } from '../../shared/server-groups.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import { leftRound } from '../../shared/sign-in-round.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { untilTime } from '../../shared/time-words.ts';
import { menuLabel } from './menu-label.ts';
import type { UpdateOffer } from './updates.ts';
import { expiryRows } from './tray-expiry.ts';
import { problemRow } from './tray-problem.ts';

export type TrayShape = 'fine' | 'needs-you' | 'broken' | 'unknown';

export type TrayAction =
  | { readonly kind: 'sign-in'; readonly ref: string; readonly via: 'client' | 'own' }
  | { readonly kind: 'show'; readonly ref: string | null }
  | { readonly kind: 'review-stale' }
  | { readonly kind: 'check-all' }
  /** Background checks rest for so long; null: they go on. */
  | { readonly kind: 'pause'; readonly for: PauseLength | null }
  /** The one that was offered. */
  | { readonly kind: 'update' }
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
export function trayModel(snapshot: Snapshot, now: number, update: UpdateOffer | null = null): TrayModel {
  const groups = groupServers(snapshot.entries);
  const problems = groups.filter((group) => group.needsYou);
  const fine = groups.filter((group) => group.shape === 'fine');
  const unknown = groups.filter((group) => group.shape === 'unknown');
  const files = fileProblems(snapshot);
  const count = problems.length + files.length;
  const expiry = expiryRows(snapshot, now);
  const rows = [
    ...problems.map((group) => problemRow(group, snapshot, now)),
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
      ...section(expiry.rows, expiry.title),
      ...section(fine.map(serverRow), `${servers(fine.length)} fine`),
      ...section(unknown.map(serverRow), `${unknown.length} not checked`),
      ...leftRow(snapshot),
      ...staleRow(snapshot),
      SEPARATOR,
      ...checkRow(snapshot),
      ...pauseItems(snapshot, now),
      SEPARATOR,
      ...(update === null ? [] : [row(update.label, update.act === null ? null : { kind: 'update' })]),
      own('&Open MCP Tray', OPEN),
      own('&Quit', { kind: 'quit' }),
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
    ...(snapshot.background?.pausedBy === 'person' ? ['checks paused'] : []),
  ];
  return `MCP Tray — ${parts.length === 0 ? 'no servers' : parts.join(', ')}`.slice(0, 127);
}

function leftRow(snapshot: Snapshot): TrayItem[] {
  const round = leftRound(snapshot);
  return round === null
    ? []
    : [row(`Go on signing in to ${round.name} everywhere…`, { kind: 'show', ref: round.ref })];
}

function staleRow(snapshot: Snapshot): TrayItem[] {
  const stale = snapshot.signIns.filter((signIn) => signIn.stale !== null).length;
  return stale === 0
    ? []
    : [own(`&Review ${stale} stale sign-in${stale === 1 ? '' : 's'}…`, { kind: 'review-stale' })];
}

function checkRow(snapshot: Snapshot): TrayItem[] {
  // Not while the background checks: Linux does not tell whether the menu is open, so it changes seldom.
  if (snapshot.operations.some((operation) => operation.kind === 'check')) return [own('Checking…', null)];
  if (!snapshot.entries.some((entry) => entry.can.check)) return [];
  return [own('&Check all now', { kind: 'check-all' })];
}

/** Checks that run by themselves: why they rest just now, and the person's own switch. */
function pauseItems({ background, entries }: Snapshot, now: number): TrayItem[] {
  if (background === null || entries.length === 0) return [];
  if (background.pausedBy === 'person') {
    const until = background.until === null ? '' : ` until ${untilTime(background.until, now)}`;
    return [own(`Checks paused${until}`, null), own('R&esume checks', { kind: 'pause', for: null })];
  }
  return [
    ...(background.pausedBy === 'offline' ? [own('No network: checks wait', null)] : []),
    {
      kind: 'submenu',
      label: '&Pause checks',
      items: [
        own('For an &hour', { kind: 'pause', for: 'hour' }),
        own('Until &tomorrow', { kind: 'pause', for: 'day' }),
        own('Until I &resume them', { kind: 'pause', for: 'open' }),
      ],
    },
  ];
}

function serverRow(group: ServerGroup): TrayItem {
  return row(group.name, { kind: 'show', ref: group.entries[0]?.ref ?? null });
}

function section(items: readonly TrayItem[], title: string): TrayItem[] {
  return items.length === 0 ? [] : [{ kind: 'submenu', label: title, items: limited(items, MAX_LISTED) }];
}

function limited(items: readonly TrayItem[], max: number): TrayItem[] {
  if (items.length <= max) return [...items];
  return [...items.slice(0, max), own(`and ${items.length - max} more…`, OPEN)];
}

/** A row of foreign text. */
function row(label: string, action: TrayAction | null): TrayItem {
  return own(menuLabel(label), action);
}

/** A row of our own words; `&` marks its access key. */
function own(label: string, action: TrayAction | null): TrayItem {
  return { kind: 'row', label, action };
}

function servers(count: number): string {
  return `${count} server${count === 1 ? '' : 's'}`;
}
