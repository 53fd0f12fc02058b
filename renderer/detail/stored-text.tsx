import { useEffect, useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import type { ChannelOutput } from '../../shared/ipc.ts';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';

type Answer = ChannelOutput<'server:text'>;

/** The entry's text as it stands in the file, secrets masked; follows every new snapshot. */
export function StoredText({ entry }: { readonly entry: ServerEntry }) {
  const { call, snapshot } = useApp();
  const [answer, setAnswer] = useState<{ ref: string; value: Answer } | null>(null);
  const { ref } = entry;
  useEffect(() => {
    let current = true;
    void call('server:text', { ref }).then((value) => {
      if (current) setAnswer({ ref, value });
    });
    return () => {
      current = false;
    };
    // A new revision may mean a new text.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [call, ref, snapshot.revision]);

  const shown = answer?.ref === ref ? answer.value : null;
  const text =
    shown === null ? COPY.detail.writtenLoading : shown.ok ? shown.value.text : shown.error.message;
  return (
    // A scrolling box must be reachable by keyboard (WCAG 2.1.1).
    // oxlint-disable jsx-a11y/no-noninteractive-tabindex
    <pre
      tabIndex={0}
      aria-label={COPY.detail.written(entry.name)}
      className="max-h-60 overflow-y-auto rounded-lg bg-sunken px-3 py-2.5 font-mono text-sm break-words whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      {text}
    </pre>
  );
}
