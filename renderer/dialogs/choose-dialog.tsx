import { Modal } from '../components/modal.tsx';
import { ClientMark } from '../components/client-mark.tsx';
import { COPY, SCOPE_WORDS } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { shortPath } from '../../shared/selectors.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import { entriesFor, runVerb, verbLabel } from '../servers/entry-verbs.ts';
import type { EntryVerb } from '../servers/entry-verbs.ts';

interface ChooseDialogProps {
  readonly verb: EntryVerb;
  readonly serverKey: string;
}

/** A key or a menu line on a server with several places: which one is meant. */
export function ChooseDialog({ verb, serverKey }: ChooseDialogProps) {
  const { groups, commands, dispatch, ownerName, snapshot } = useApp();
  const group = groups.find(({ key }) => key === serverKey);
  const entries = group === undefined ? [] : entriesFor(verb, group);
  const labelFor = (entry: ServerEntry) => {
    const client = ownerName(entry.client);
    const named = entry.name === group?.name ? client : `${client} “${entry.name}”`;
    return verbLabel(verb, entry, client, named);
  };
  return (
    <Modal title={COPY.choose.titles[verb]} onClose={() => dispatch({ type: 'close-dialog' })}>
      <p className="mb-3 text-muted">
        {group === undefined ? COPY.detail.gone : COPY.choose.text(group.name, group.entries.length)}
      </p>
      <ul className="flex flex-col gap-2">
        {entries.map((entry, index) => (
          <li key={entry.ref}>
            <button
              type="button"
              {...(index === 0 ? { 'data-first-focus': '' } : {})}
              onClick={() => {
                dispatch({ type: 'close-dialog' });
                runVerb(commands, verb, entry);
              }}
              className="flex w-full items-center gap-3 rounded-lg border border-hairline px-3 py-2 text-left hover:bg-hover"
            >
              <ClientMark client={snapshot.clients.find(({ id }) => id === entry.client) ?? null} />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{labelFor(entry)}</span>
                <span className="block text-sm text-muted [overflow-wrap:anywhere]">
                  {entry.project === null
                    ? SCOPE_WORDS[entry.scope]
                    : shortPath(entry.project, snapshot.host.home)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
