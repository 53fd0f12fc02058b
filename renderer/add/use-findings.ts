import { useEffect, useState } from 'react';
import { useApp } from '../hooks/use-app.ts';
import { useDebounced } from '../hooks/use-debounced.ts';
import { serverOf, snippetOf } from './draft.ts';
import type { Draft, Findings } from './draft.ts';

const QUIET = 250;

/** Findings by draft id. A draft that was edited (or typed by hand) is looked at again once it is quiet. */
export function useFindings(drafts: readonly Draft[]): (draft: Draft) => Findings {
  const { call } = useApp();
  const [checked, setChecked] = useState<ReadonlyMap<string, Findings>>(new Map());
  const texts = JSON.stringify(drafts.map((draft) => snippetOf(serverOf(draft))));
  const quiet = useDebounced(texts, QUIET);

  useEffect(() => {
    let current = true;
    const snippets = JSON.parse(quiet) as string[];
    void Promise.all(
      snippets.map(async (text) => {
        const answer = await call('paste:recognise', { text });
        const servers = answer.ok ? answer.value.servers : [];
        const [only] = servers;
        return servers.length === 1 && only !== undefined ? ([[text, only]] as const) : [];
      }),
    ).then((found) => {
      if (current) setChecked(new Map(found.flat()));
    });
    return () => {
      current = false;
    };
  }, [call, quiet]);

  return (draft) => checked.get(snippetOf(serverOf(draft))) ?? draft.findings;
}
