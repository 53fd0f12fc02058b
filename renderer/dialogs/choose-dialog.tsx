import { Modal } from '../components/modal.tsx';
import { ClientMark } from '../components/client-mark.tsx';
import { COPY, SCOPE_WORDS } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { shortPath } from '../../shared/selectors.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import { canEdit, canRemove, canToggle } from '../servers/use-server-keys.ts';

interface ChooseDialogProps {
  readonly verb: 'toggle' | 'remove' | 'edit';
  readonly serverKey: string;
}

const POSSIBLE = { toggle: canToggle, remove: canRemove, edit: canEdit } as const;

/** Space, E or Delete on a server with several places: which one is meant. */
export function ChooseDialog({ verb, serverKey }: ChooseDialogProps) {
  const { groups, commands, dispatch, ownerName, snapshot } = useApp();
  const group = groups.find(({ key }) => key === serverKey);
  const entries = group?.entries.filter(POSSIBLE[verb]) ?? [];
  return (
    <Modal title={COPY.choose[verb]} onClose={() => dispatch({ type: 'close-dialog' })}>
      <p className="mb-3 text-muted">
        {group === undefined ? COPY.detail.gone : COPY.choose.text(group.name, group.entries.length)}
      </p>
      <ul className="flex flex-col gap-2">
        {entries.map((entry, index) => (
          <li key={entry.ref}>
            <button
              type="button"
              {...(index === 0 ? { 'data-first-focus': '' } : {})}
              onClick={() => commands[verb](entry)}
              className="flex w-full items-center gap-3 rounded-lg border border-hairline px-3 py-2 text-left hover:bg-hover"
            >
              <ClientMark client={snapshot.clients.find(({ id }) => id === entry.client) ?? null} />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{labelOf(verb, entry, ownerName(entry.client))}</span>
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

function labelOf(verb: ChooseDialogProps['verb'], entry: ServerEntry, client: string): string {
  if (verb === 'remove') return COPY.action.removeFrom(client);
  if (verb === 'edit') return COPY.action.editIn(client);
  return COPY.action.inClient(entry.enabled ? COPY.action.disable : COPY.action.enable, client);
}
