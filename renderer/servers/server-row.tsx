// A virtual list places its rows freely, which table elements cannot; the roles say what they are.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { memo } from 'react';
import type { ClientView, OperationView } from '../../shared/snapshot.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import { Address } from '../components/address.tsx';
import { ClientMark } from '../components/client-mark.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { TwoLines } from '../components/two-lines.tsx';
import { COPY } from '../copy/copy.ts';
import { SecretMark } from '../findings/secret-mark.tsx';
import { RowActionButton } from './row-action-button.tsx';
import { RowMenu } from './row-menu.tsx';
import { operationsOf, rowAction, rowWords } from './row-model.ts';

export const ROW_COLUMNS =
  'grid grid-cols-[1rem_minmax(0,1.4fr)_5.25rem_minmax(0,1.15fr)_minmax(0,1.4fr)_7rem] gap-x-3 px-4 @max-[40rem]:grid-cols-[1rem_minmax(0,1.3fr)_minmax(0,1fr)_7rem] @max-[25rem]:grid-cols-[1rem_minmax(0,1fr)_7rem] @max-[25rem]:px-3';

interface ServerRowProps {
  readonly group: ServerGroup;
  readonly operations: readonly OperationView[];
  readonly clients: ReadonlyMap<string, ClientView>;
  readonly ownerName: (owner: string) => string;
  readonly now: number;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly selected: boolean;
  readonly onSelect: (key: string) => void;
}

const MARKS = 3;

/** One server: fixed height, reserved columns, texts that change in place. */
export const ServerRow = memo(function ServerRow(props: ServerRowProps) {
  const { group, operations, ownerName, now, selected } = props;
  const words = rowWords(group, { now, ownerName, operations });
  const action = rowAction(group, operations);
  const tabIndex = selected ? 0 : -1;
  const hidden = group.clients.length - MARKS;
  const off = group.shape === 'disabled';
  return (
    // The grid handles the keys of all its rows; a click is the mouse's way to do what arrows do.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={selected}
      tabIndex={tabIndex}
      data-key={group.key}
      onClick={() => props.onSelect(group.key)}
      className={`${ROW_COLUMNS} absolute inset-x-0 top-0 items-center border-b border-hairline focus-visible:-outline-offset-2 ${selected ? 'bg-selected' : 'hover:bg-hover'}`}
      style={{ height: props.height, transform: `translateY(${props.top}px)` }}
    >
      <span role="gridcell" className="flex">
        <ShapeIcon spoken shape={group.shape} busy={operationsOf(group, operations).length > 0} />
      </span>
      <span role="rowheader" className="block min-w-0">
        <span className="flex items-center gap-1.5">
          <span className={`lines-one min-w-0 font-semibold ${off ? 'text-muted' : ''}`} title={group.name}>
            {group.name}
          </span>
          <SecretMark group={group} />
        </span>
        <Address text={group.address} hideScheme className="text-sm text-muted @max-[25rem]:hidden" />
        <span className="lines-one hidden text-sm text-muted @max-[25rem]:block">
          {words.folded?.title}
          {words.folded?.detail == null ? '' : ` · ${words.folded.detail}`}
        </span>
      </span>
      <span
        role="gridcell"
        className="flex gap-0.5 @max-[40rem]:hidden"
        title={hidden > 0 ? group.clients.map(ownerName).join(', ') : undefined}
      >
        {group.clients.slice(0, MARKS).map((client) => (
          <ClientMark key={client} client={props.clients.get(client) ?? null} />
        ))}
        {hidden > 0 && (
          <span aria-hidden="true" className="ml-0.5 self-center text-xs text-muted tabular-nums">
            +{hidden}
          </span>
        )}
        <span className="sr-only">{COPY.list.usedBy(group.clients.map(ownerName))}</span>
      </span>
      <span role="gridcell" className="block min-w-0 @max-[40rem]:hidden">
        <TwoLines words={words.connection} />
      </span>
      <span role="gridcell" className="block min-w-0 @max-[40rem]:hidden">
        <TwoLines words={words.auth} />
      </span>
      <span role="gridcell" className="hidden min-w-0 @max-[40rem]:block @max-[25rem]:hidden">
        <TwoLines words={words.folded} />
      </span>
      <span role="gridcell" className="flex items-center justify-end gap-1">
        {action !== null && <RowActionButton group={group} action={action} tabIndex={tabIndex} />}
        <RowMenu group={group} tabIndex={tabIndex} />
      </span>
    </div>
  );
});
