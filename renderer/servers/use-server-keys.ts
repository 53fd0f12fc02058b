import type { ServerEntry } from '../../shared/domain.ts';
import type { ServerGroup } from '../../shared/selectors.ts';
import { useApp } from '../hooks/use-app.ts';

export const canToggle = (entry: ServerEntry) => (entry.enabled ? entry.can.disable : entry.can.enable);
export const canRemove = (entry: ServerEntry) => entry.can.remove;

export const canEdit = (entry: ServerEntry) => entry.can.edit || entry.can.rename;

/** Space, E and Delete on a server: at once when it has one place, else the person is asked which. */
export function useServerKeys() {
  const { commands, dispatch } = useApp();
  const act =
    (verb: 'toggle' | 'remove' | 'edit', possible: (entry: ServerEntry) => boolean) =>
    (group: ServerGroup) => {
      const entries = group.entries.filter(possible);
      const [only] = entries;
      if (only === undefined) return;
      if (entries.length === 1) commands[verb](only);
      else dispatch({ type: 'dialog', dialog: { kind: 'choose', verb, serverKey: group.key } });
    };
  return { toggle: act('toggle', canToggle), remove: act('remove', canRemove), edit: act('edit', canEdit) };
}
