import { Ellipsis } from 'lucide-react';
import { Button } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import type { MenuItem } from '../components/menu.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import { copyText } from '../copy-text.ts';
import { entriesFor, placeName, runVerb, verbLabel } from './entry-verbs.ts';
import type { EntryVerb } from './entry-verbs.ts';
import { placesToSignIn } from './row-model.ts';

interface RowMenuProps {
  readonly group: ServerGroup;
  readonly tabIndex: number;
}

/** With more places than this a verb is one line, and a dialog asks where. */
const LISTED = 3;

/** Everything else a row can do. Only what is possible is listed. */
export function RowMenu({ group, tabIndex }: RowMenuProps) {
  const { commands, dispatch, ownerName } = useApp();
  const checkable = group.entries.filter((entry) => entry.can.check);
  const own = group.entries.find((entry) => entry.can.ownSignIn);

  function items(verb: EntryVerb): readonly MenuItem[] {
    const entries = entriesFor(verb, group);
    const danger = verb === 'remove' ? { danger: true } : {};
    if (entries.length > LISTED) {
      const dialog = { kind: 'choose', verb, serverKey: group.key } as const;
      return [
        { label: COPY.choose.verbs[verb], onSelect: () => dispatch({ type: 'dialog', dialog }), ...danger },
      ];
    }
    const several = group.entries.length > 1;
    return entries.map((entry) => {
      const client = ownerName(entry.client);
      return {
        id: `${verb} ${entry.ref}`,
        label: verbLabel(verb, entry, client, several ? placeName(entry, group, client) : null),
        onSelect: () => runVerb(commands, verb, entry),
        ...danger,
      };
    });
  }

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
          ...items('sign-in'),
          ...(own === undefined
            ? []
            : [
                ...(placesToSignIn(group).length > 1
                  ? [{ label: COPY.everywhere.action, onSelect: () => commands.signInEverywhere(own.ref) }]
                  : []),
                { label: COPY.action.signInAs, onSelect: () => commands.signIn(own.ref, 'own') },
                { label: COPY.action.signInOtherwise, onSelect: () => commands.signInOtherwise(own) },
              ]),
        ],
        items('toggle'),
        [...items('edit'), ...items('copy')],
        items('remove'),
      ]}
    />
  );
}
