import { useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import type { ChannelOutput } from '../../shared/ipc.ts';
import { useApp } from '../hooks/use-app.ts';

type Answer = ChannelOutput<'server:call-tool'>;

/** One call at a time of one tool, as the form shows it. */
export function useToolCall(entry: ServerEntry, tool: string) {
  const { call } = useApp();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null);

  /** True when the core wants the person to confirm first; nothing was sent then. */
  async function run(values: Record<string, unknown>, confirmed: boolean): Promise<boolean> {
    setBusy(true);
    setAnswer(null);
    // A listed program was started with the person's consent to this very command line.
    const startPrograms = entry.url === null;
    const value = await call('server:call-tool', {
      ref: entry.ref,
      tool,
      arguments: values,
      startPrograms,
      confirmed,
    });
    setBusy(false);
    if (!value.ok && value.error.code === 'ConfirmationNeeded' && !confirmed) return true;
    setAnswer(value);
    return false;
  }

  return { busy, answer, run };
}
