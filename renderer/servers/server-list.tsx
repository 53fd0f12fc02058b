// A virtual list places its rows freely, which table elements cannot; the roles say what they are.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import type { ServerGroup } from '../../shared/server-groups.ts';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { PANE_QUERY, useMedia } from '../hooks/use-media.ts';
import { useNow } from '../hooks/use-now.ts';
import { nextIndex, stepInsideRow } from './list-keys.ts';
import { ROW_COLUMNS, ServerRow } from './server-row.tsx';

interface ServerListProps {
  readonly rows: readonly ServerGroup[];
  readonly selectedKey: string | null;
  readonly onToggle: (group: ServerGroup) => void;
  readonly onRemove: (group: ServerGroup) => void;
  readonly onEdit: (group: ServerGroup) => void;
}

/** A grid with one tab stop: arrows move between rows and into their buttons, keys act on the row. */
export function ServerList({ rows, selectedKey, onToggle, onRemove, onEdit }: ServerListProps) {
  const { snapshot, dispatch, ownerName } = useApp();
  const now = useNow(snapshot.takenAt);
  const wide = useMedia(PANE_QUERY);
  const scroller = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const rowHeight = useRowHeight();
  const selected = Math.max(
    0,
    rows.findIndex((row) => row.key === selectedKey),
  );
  // The place of every row is worked out again whenever this is another function.
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  // Nothing of it is passed to memoized children but numbers.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey,
    overscan: 6,
    // The selected row stays mounted when it is scrolled away, so that it never loses the focus.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), selected])].toSorted((a, b) => a - b),
  });
  const clients = useMemo(
    () => new Map(snapshot.clients.map((client) => [client.id, client])),
    [snapshot.clients],
  );
  const select = useCallback(
    (key: string) => dispatch(wide ? { type: 'select', key } : { type: 'open-detail', key }),
    [dispatch, wide],
  );

  useLayoutEffect(() => {
    if (!wantsFocus.current || selectedKey === null) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(selectedKey)}"]`);
    if (row === null || row === undefined) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const target = event.target as HTMLElement;
    const row = rows[selected];
    if (row === undefined || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = nextIndex(event.key, selected, rows.length, pageRows(scroller.current, rowHeight));
    if (move !== null) {
      const next = rows[move];
      event.preventDefault();
      if (next === undefined) return;
      wantsFocus.current = true;
      virtual.scrollToIndex(move);
      dispatch({ type: 'select', key: next.key });
      if (next.key === row.key) target.closest<HTMLElement>('[role=row]')?.focus();
      return;
    }
    if (stepInsideRow(event.key, target)) {
      event.preventDefault();
      return;
    }
    if (target.getAttribute('role') !== 'row') return;
    if (event.key === 'Enter') dispatch({ type: 'open-detail', key: row.key });
    else if (event.key === ' ') onToggle(row);
    else if (event.key.toLowerCase() === 'e') onEdit(row);
    else if (event.key === 'Delete' || event.key === 'Backspace') onRemove(row);
    else return;
    event.preventDefault();
  }

  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- focus lives on the rows (APG grid)
    <div
      role="grid"
      aria-label={COPY.list.label}
      aria-rowcount={rows.length + 1}
      className="flex min-h-0 flex-1 flex-col"
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="shrink-0">
        <HeaderRow />
      </div>
      <div ref={scroller} role="presentation" className="min-h-0 flex-1 overflow-y-auto [contain:strict]">
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const group = rows[item.index];
            return group === undefined ? null : (
              <ServerRow
                key={item.key}
                group={group}
                operations={snapshot.operations}
                clients={clients}
                ownerName={ownerName}
                now={now}
                index={item.index}
                top={item.start}
                height={rowHeight}
                selected={item.index === selected}
                onSelect={select}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function HeaderRow() {
  const { columns } = COPY.list;
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`${ROW_COLUMNS} h-8 items-center border-b border-hairline text-xs whitespace-nowrap text-muted`}
    >
      <span role="columnheader" className="sr-only">
        {columns.state}
      </span>
      <span role="columnheader" className="col-start-2">
        {columns.server}
      </span>
      <span role="columnheader" className="@max-[40rem]:hidden">
        {columns.usedBy}
      </span>
      <span role="columnheader" className="@max-[40rem]:hidden">
        {columns.connection}
      </span>
      <span role="columnheader" className="@max-[40rem]:hidden">
        {columns.signIn}
      </span>
      <span role="columnheader" className="hidden @max-[40rem]:block @max-[25rem]:hidden">
        {columns.folded}
      </span>
      <span role="columnheader" className="sr-only">
        {columns.action}
      </span>
    </div>
  );
}

/** Rows are 3.5 rem high, so that a larger font of the person's browser keeps them readable. */
function useRowHeight(): number {
  return useMemo(
    () => 3.5 * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16),
    [],
  );
}

function pageRows(scroller: HTMLElement | null, rowHeight: number): number {
  return Math.max(1, Math.floor((scroller?.clientHeight ?? 0) / rowHeight) - 1);
}
