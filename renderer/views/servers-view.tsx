import { Plus, RefreshCw, Search } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { Menu } from '../components/menu.tsx';
import { COPY, VIEW_WORDS } from '../copy/copy.ts';
import { DetailPane } from '../detail/detail-pane.tsx';
import { useApp } from '../hooks/use-app.ts';
import { PANE_QUERY, useMedia } from '../hooks/use-media.ts';
import { useServerKeys } from '../servers/use-server-keys.ts';
import { ServerList } from '../servers/server-list.tsx';
import { ListSkeleton } from '../servers/list-skeleton.tsx';
import { useRows } from '../servers/use-rows.ts';

export function ServersView() {
  const { ui, groups, snapshot } = useApp();
  const wide = useMedia(PANE_QUERY);
  const rows = useRows();
  const keys = useServerKeys();
  const selected =
    groups.find((group) => group.key === ui.selectedKey) ?? (wide ? rows[0] : undefined) ?? null;
  const page = !wide && ui.detailOpen && selected !== null;
  return (
    <div className="flex min-h-0 flex-1">
      <h1 className="sr-only">{VIEW_WORDS.servers}</h1>
      <div className={`@container min-w-0 flex-1 flex-col ${page ? 'hidden' : 'flex'}`}>
        <Toolbar shown={rows.length} />
        {snapshot.loading && groups.length === 0 ? (
          <ListSkeleton />
        ) : rows.length === 0 ? (
          <NoRows />
        ) : (
          <ServerList
            rows={rows}
            selectedKey={selected?.key ?? null}
            onToggle={keys.toggle}
            onRemove={keys.remove}
            onEdit={keys.edit}
          />
        )}
      </div>
      {(wide || page) && (
        <aside
          aria-label={COPY.detail.label}
          className="min-w-0 overflow-y-auto border-hairline max-pane:flex-1 pane:w-[21.5rem] pane:shrink-0 pane:border-l"
        >
          {selected === null ? <NoDetail /> : <DetailPane group={selected} />}
        </aside>
      )}
    </div>
  );
}

function NoDetail() {
  return <p className="px-6 py-16 text-center text-muted">{COPY.detail.none}</p>;
}

function Toolbar({ shown }: { readonly shown: number }) {
  const { ui, dispatch, groups, snapshot, commands } = useApp();
  const waiting = groups.filter((group) => group.needsYou).length;
  const used = snapshot.clients.filter(
    ({ id, installed }) => installed || snapshot.entries.some((entry) => entry.client === id),
  );
  const current = snapshot.clients.find((client) => client.id === ui.clientFilter);
  const addresses = snapshot.entries.filter((entry) => entry.can.check && entry.url !== null);
  const onSearchKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && ui.query !== '') {
      event.stopPropagation();
      dispatch({ type: 'query', query: '' });
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      document.querySelector<HTMLElement>('[role=grid] [role=row][tabindex="0"]')?.focus();
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-hairline px-4 py-3 max-rail:px-3">
      <label className="relative min-w-28 flex-1 basis-28 pane:max-w-56">
        <span className="sr-only">{COPY.list.search}</span>
        <Search className="pointer-events-none absolute top-2 left-2 size-4 text-muted" aria-hidden="true" />
        <input
          id="search"
          type="search"
          value={ui.query}
          placeholder={`${COPY.list.search}  /`}
          onChange={(event) => dispatch({ type: 'query', query: event.target.value })}
          onKeyDown={onSearchKey}
          className="h-8 w-full rounded-md border border-hairline bg-sunken pr-2 pl-8"
        />
      </label>
      <div className="flex items-center gap-1.5 @max-[32rem]:order-3 @max-[32rem]:w-full">
        <Chip
          pressed={ui.onlyNeedsYou}
          onClick={() => dispatch({ type: 'filter', onlyNeedsYou: true })}
          label={`${COPY.list.needsYou} ${waiting}`}
        />
        <Chip
          pressed={!ui.onlyNeedsYou}
          onClick={() => dispatch({ type: 'filter', onlyNeedsYou: false })}
          label={`${COPY.list.all} ${groups.length}`}
        />
        {used.length > 1 && (
          <Menu
            align="start"
            trigger={
              <button
                type="button"
                className={`h-7 rounded-full border px-3 text-sm whitespace-nowrap ${current === undefined ? 'border-hairline text-muted hover:bg-hover' : 'border-accent bg-selected font-semibold text-accent'}`}
              >
                {current?.name ?? COPY.list.anyClient} <span aria-hidden="true">▾</span>
              </button>
            }
            groups={[
              [
                {
                  label: COPY.list.anyClient,
                  checked: ui.clientFilter === null,
                  onSelect: () => dispatch({ type: 'client-filter', client: null }),
                },
                ...used.map((client) => ({
                  label: client.name,
                  checked: ui.clientFilter === client.id,
                  onSelect: () => dispatch({ type: 'client-filter', client: client.id }),
                })),
              ],
            ]}
          />
        )}
      </div>
      <div className="ml-auto flex gap-2">
        <Button onClick={() => commands.check(addresses)} disabled={addresses.length === 0}>
          <RefreshCw className="size-4" aria-hidden="true" />
          <span className="@max-[46rem]:sr-only">{COPY.list.checkAll}</span>
        </Button>
        <Button look="primary" onClick={() => dispatch({ type: 'dialog', dialog: { kind: 'add' } })}>
          <Plus className="size-4" aria-hidden="true" />
          <span className="@max-[40rem]:sr-only">{COPY.list.add}</span>
        </Button>
      </div>
      <output className="sr-only">
        {ui.query === '' && !ui.onlyNeedsYou && ui.clientFilter === null
          ? ''
          : COPY.list.count(shown, groups.length)}
      </output>
    </div>
  );
}

interface ChipProps {
  readonly pressed: boolean;
  readonly label: string;
  readonly onClick: () => void;
}

function Chip({ pressed, label, onClick }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      className="h-7 rounded-full border border-hairline px-3 text-sm whitespace-nowrap text-muted tabular-nums hover:bg-hover aria-pressed:border-transparent aria-pressed:bg-selected aria-pressed:font-semibold aria-pressed:text-accent"
    >
      {label}
    </button>
  );
}

function NoRows() {
  const { ui, groups, snapshot, dispatch } = useApp();
  if (groups.length === 0) {
    const none = snapshot.clients.every((client) => !client.installed);
    return (
      <EmptyState title={COPY.list.emptyTitle} text={none ? COPY.list.noClients : COPY.list.emptyText}>
        <Button look="primary" onClick={() => dispatch({ type: 'dialog', dialog: { kind: 'add' } })}>
          {COPY.list.add}
        </Button>
      </EmptyState>
    );
  }
  const fine = ui.onlyNeedsYou && ui.query === '' && ui.clientFilter === null;
  const text = ui.query === '' ? COPY.list.noMatchFilter : COPY.list.noMatch(ui.query);
  return (
    <EmptyState
      title={fine ? COPY.list.allFineTitle : COPY.list.noMatchTitle}
      text={fine ? COPY.list.allFine : text}
    >
      <Button
        onClick={() => {
          dispatch({ type: 'query', query: '' });
          dispatch({ type: 'filter', onlyNeedsYou: false });
          dispatch({ type: 'client-filter', client: null });
        }}
      >
        {COPY.list.showAll}
      </Button>
    </EmptyState>
  );
}
