import { useEffect, useRef, useState } from 'react';
import type { ServerGroup } from '../../shared/server-groups.ts';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { useNow } from '../hooks/use-now.ts';
import { rowWords } from '../servers/row-model.ts';

const TOLD_AT_ONCE = 3;

/** Speaks state changes once, for those who do not see them: "kfuse: Sign-in needed". */
export function Announcer() {
  const { groups, ownerName } = useApp();
  const now = useNow();
  const before = useRef<ReadonlyMap<string, string> | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    const shapes = new Map(groups.map((group) => [group.key, group.shape]));
    const old = before.current;
    before.current = shapes;
    if (old === null) return;
    const changed = groups.filter((group) => isNews(old.get(group.key), group));
    if (changed.length === 0) return;
    const sentences = changed.slice(0, TOLD_AT_ONCE).map((group) => {
      const words = rowWords(group, { now, ownerName, operations: [] }).folded;
      return COPY.announce.state(group.name, words?.title ?? '');
    });
    const more = changed.length - TOLD_AT_ONCE;
    setText([...sentences, ...(more > 0 ? [COPY.announce.more(more)] : [])].join('. '));
    // Only a changed list is news; the clock and the names are not.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [groups]);
  return <output className="sr-only">{text}</output>;
}

/** A server that is merely being looked at, or new and unchecked, is no news. */
function isNews(before: string | undefined, group: ServerGroup): boolean {
  return before !== group.shape && group.shape !== 'unknown';
}
