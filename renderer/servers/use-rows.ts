import { useEffect, useState } from 'react';
import { matchesQuery } from '../../shared/server-groups.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import { useApp } from '../hooks/use-app.ts';
import { createOrderKeeper } from './list-order.ts';

/** The rows to show: filtered, and in an order that does not jump while states arrive. */
export function useRows(): readonly ServerGroup[] {
  const { groups, ui, ownerName, snapshot } = useApp();
  const [keeper] = useState(createOrderKeeper);
  const shown = useShownCount();
  const visible = groups.filter(
    (group) =>
      (!ui.onlyNeedsYou || group.needsYou) &&
      (ui.clientFilter === null || group.clients.includes(ui.clientFilter)) &&
      matchesQuery(group, ui.query, ownerName),
  );
  const epoch = [ui.onlyNeedsYou, ui.clientFilter, ui.query, shown, snapshot.loading].join('|');
  const byKey = new Map(visible.map((group) => [group.key, group]));
  return keeper(epoch, [...byKey.keys()]).flatMap((key) => byKey.get(key) ?? []);
}

/** Counts how often the window came back into view. */
function useShownCount(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const shown = () => {
      if (document.visibilityState === 'visible') setCount((old) => old + 1);
    };
    document.addEventListener('visibilitychange', shown);
    return () => document.removeEventListener('visibilitychange', shown);
  }, []);
  return count;
}
