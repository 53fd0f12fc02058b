import { useEffect, useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import type { ChannelOutput } from '../../shared/ipc.ts';
import { COPY } from '../copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { ToolList } from './tool-list.tsx';

/** Lists the tools when it appears. Whoever shows it has the person's click, and for a program the consent. */
export function ToolsPanel({ entry }: { readonly entry: ServerEntry }) {
  const { call } = useApp();
  const [answer, setAnswer] = useState<ChannelOutput<'server:tools'> | null>(null);
  const { ref } = entry;
  const startPrograms = entry.url === null;
  useEffect(() => {
    let current = true;
    void call('server:tools', { ref, startPrograms }).then((value) => {
      if (current) setAnswer(value);
    });
    return () => {
      current = false;
    };
  }, [call, ref, startPrograms]);

  return (
    <div className="mt-2.5">
      <div aria-live="polite" className="[overflow-wrap:anywhere]">
        {answer === null && <p className="text-muted">{COPY.tools.listing}</p>}
        {answer?.ok === false && (
          <p>
            {answer.error.message} {answer.error.next}
          </p>
        )}
        {answer?.ok === true && (
          <p className="text-sm text-muted">
            {COPY.tools.listed(answer.value.tools.length, answer.value.tookMs)}
            {answer.value.note !== null && ` ${answer.value.note}`}
          </p>
        )}
      </div>
      {answer?.ok === true && <ToolList entry={entry} tools={answer.value.tools} />}
    </div>
  );
}
