import type { ServerGroup } from '../../shared/server-groups.ts';
import { useApp } from '../hooks/use-app.ts';
import { entriesFor, runVerb } from './entry-verbs.ts';
import type { EntryVerb } from './entry-verbs.ts';

/** Space, E and Delete on a server: at once when it has one place, else the person is asked which. */
export function useServerKeys() {
  const { commands, dispatch } = useApp();
  const act = (verb: EntryVerb) => (group: ServerGroup) => {
    const entries = entriesFor(verb, group);
    const [only] = entries;
    if (only === undefined) return;
    if (entries.length === 1) runVerb(commands, verb, only);
    else dispatch({ type: 'dialog', dialog: { kind: 'choose', verb, serverKey: group.key } });
  };
  return { toggle: act('toggle'), remove: act('remove'), edit: act('edit') };
}
