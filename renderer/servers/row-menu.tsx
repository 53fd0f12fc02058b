import { Ellipsis } from 'lucide-react';
import { Button } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import type { MenuItem } from '../components/menu.tsx';
import { COPY, SCOPE_SHORT } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import type { ServerGroup } from '../../shared/selectors.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import { canEdit } from './use-server-keys.ts';
import { copyText } from '../copy-text.ts';

interface RowMenuProps {
  readonly group: ServerGroup;
  readonly tabIndex: number;
}

/** Everything else a row can do. Only what is possible is listed. */
export function RowMenu({ group, tabIndex }: RowMenuProps) {
  const { commands, dispatch, ownerName } = useApp();
  const several = group.entries.length > 1;
  const toggles = (verb: string, possible: (entry: ServerEntry) => boolean): readonly MenuItem[] =>
    group.entries.filter(possible).map((entry) => ({
      id: entry.ref,
      label: several ? COPY.action.inClient(verb, placeName(entry)) : verb,
      onSelect: () => commands.toggle(entry),
    }));
  const placeName = (entry: ServerEntry) =>
    `${ownerName(entry.client)}${entry.project === null ? '' : ` (${COPY.detail.inProject(folderName(entry.project), SCOPE_SHORT[entry.scope])})`}`;
  const checkable = group.entries.filter((entry) => entry.can.check);

  return (
    <Menu
      trigger={
        <Button
          look="bare"
          size="icon"
          tabIndex={tabIndex}
          aria-label={COPY.more(group.name)}
          onClick={(event) => event.stopPropagation()}
        >
          <Ellipsis className="size-4" aria-hidden="true" />
        </Button>
      }
      groups={[
        [
          {
            label: COPY.action.details,
            onSelect: () => dispatch({ type: 'open-detail', key: group.key }),
          },
          ...(checkable.length > 0
            ? [{ label: COPY.action.check, onSelect: () => commands.check(checkable) }]
            : []),
          { label: COPY.action.copyAddress, onSelect: () => void copyText(group.address) },
        ],
        [
          ...group.entries
            .filter((entry) => entry.can.clientSignIn)
            .map((entry) => ({
              id: entry.ref,
              label: COPY.action.signInWith(placeName(entry)),
              onSelect: () => commands.signIn(entry.ref, 'client'),
            })),
          ...group.entries
            .filter((entry) => entry.can.ownSignIn)
            .slice(0, 1)
            .flatMap((entry) => [
              { label: COPY.action.signInAs, onSelect: () => commands.signIn(entry.ref, 'own') },
              { label: COPY.action.signInOtherwise, onSelect: () => commands.signInOtherwise(entry) },
            ]),
        ],
        [
          ...toggles(COPY.action.enable, (entry) => !entry.enabled && entry.can.enable),
          ...toggles(COPY.action.disable, (entry) => entry.enabled && entry.can.disable),
        ],
        [
          ...group.entries.filter(canEdit).map((entry) => ({
            id: `edit ${entry.ref}`,
            label: several ? COPY.action.editIn(placeName(entry)) : COPY.action.edit,
            onSelect: () => commands.edit(entry),
          })),
          ...group.entries
            .filter((entry) => entry.can.copy)
            .map((entry) => ({
              id: `copy ${entry.ref}`,
              label: several ? COPY.action.copyFrom(placeName(entry)) : COPY.action.copyTo,
              onSelect: () => commands.copyTo(entry),
            })),
        ],
        group.entries
          .filter((entry) => entry.can.remove)
          .map((entry) => ({
            id: entry.ref,
            label: several ? COPY.action.removeFrom(placeName(entry)) : COPY.action.remove,
            onSelect: () => commands.remove(entry),
            danger: true,
          })),
      ]}
    />
  );
}

/** Last part of a folder path, in either slash direction. */
export function folderName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
