// Options with the focus in a field need the listbox roles: native ones cannot be filtered like this.
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role */
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Modal } from '../components/modal.tsx';
import { COPY, VIEW_WORDS } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { placesToSignIn } from '../servers/row-model.ts';
import { VIEWS } from '../ui-state.ts';

interface PaletteItem {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly run: () => void;
}

const SHOWN = 50;

/** Combobox with a listbox (APG): the focus stays in the field, arrows move the active option. */
export function PaletteDialog() {
  const { dispatch } = useApp();
  const items = useItems();
  const listId = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLUListElement>(null);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items
    .filter((item) => words.every((word) => item.label.toLowerCase().includes(word)))
    .slice(0, SHOWN);
  const current = Math.min(active, found.length - 1);

  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  function run(item: PaletteItem | undefined): void {
    if (item === undefined) return;
    dispatch({ type: 'close-dialog' });
    item.run();
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'ArrowDown') setActive(Math.min(found.length - 1, current + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, current - 1));
    else if (event.key === 'Enter') run(found[current]);
    else return;
    event.preventDefault();
  }

  return (
    <Modal title={COPY.palette.title} onClose={() => dispatch({ type: 'close-dialog' })}>
      <input
        data-first-focus=""
        type="text"
        role="combobox"
        aria-label={COPY.palette.placeholder}
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={current >= 0 ? `${listId}-${current}` : undefined}
        value={query}
        placeholder={COPY.palette.placeholder}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="mb-2 h-9 w-full rounded-md border border-hairline bg-sunken px-3"
      />
      {found.length === 0 && <p className="px-3 py-2 text-muted">{COPY.palette.none}</p>}
      <ul
        ref={list}
        id={listId}
        role="listbox"
        aria-label={COPY.palette.title}
        className="max-h-80 overflow-y-auto"
      >
        {found.map((item, index) => (
          // The field keeps the focus and handles the keys of its options.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
          <li
            key={item.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === current}
            onClick={() => run(item)}
            onMouseMove={() => setActive(index)}
            className="flex h-8 items-center justify-between gap-3 rounded-md px-3 aria-selected:bg-selected"
          >
            <span className="lines-one">{item.label}</span>
            <span className="text-sm text-muted">{item.hint}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function useItems(): readonly PaletteItem[] {
  const { groups, dispatch, commands, snapshot, ui } = useApp();
  const { hint } = COPY.palette;
  const action = (label: string, run: () => void): PaletteItem => ({
    id: `action:${label}`,
    label,
    hint: hint.action,
    run,
  });
  const selected = groups.find(({ key }) => key === ui.selectedKey);
  const like = selected?.entries.find((entry) => entry.can.copy);
  const signsIn = selected?.entries.find((entry) => entry.can.ownSignIn);
  return [
    ...groups.map((group) => ({
      id: `server:${group.key}`,
      label: group.name,
      hint: hint.server,
      run: () => dispatch({ type: 'open-detail', key: group.key }),
    })),
    ...VIEWS.map((view) => ({
      id: `view:${view}`,
      label: COPY.palette.view(VIEW_WORDS[view]),
      hint: hint.view,
      run: () => dispatch({ type: 'view', view }),
    })),
    action(COPY.list.add, () => dispatch({ type: 'dialog', dialog: { kind: 'add' } })),
    action(COPY.list.checkAll, () => commands.check(snapshot.entries.filter((entry) => entry.url !== null))),
    ...(signsIn === undefined || selected === undefined || placesToSignIn(selected).length < 2
      ? []
      : [action(COPY.everywhere.title(selected.name), () => commands.signInEverywhere(signsIn.ref))]),
    ...(signsIn === undefined
      ? []
      : [action(COPY.palette.signInOtherwise(signsIn.name), () => commands.signInOtherwise(signsIn))]),
    ...(like === undefined
      ? []
      : [action(COPY.action.addLikeNamed(like.name), () => commands.addLike(like))]),
    action(COPY.palette.undo, () => commands.preview({ kind: 'undo', id: null })),
    action(COPY.palette.help, () => dispatch({ type: 'dialog', dialog: { kind: 'help' } })),
  ];
}
