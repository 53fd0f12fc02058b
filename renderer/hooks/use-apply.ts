import { useState } from 'react';
import type { ChangeAction, ChangeReceipt } from '../../shared/actions.ts';
import type { AppError } from '../../shared/errors.ts';
import { useApp } from './use-app.ts';
import type { LivePreview } from './use-live-preview.ts';

/** Writes what the preview shows; after a conflict the preview is made anew and nothing has been written. */
export function useApply(
  action: ChangeAction | null,
  live: LivePreview,
  onDone: (receipt: ChangeReceipt) => void,
): { readonly busy: boolean; readonly failure: AppError | null; readonly apply: () => void } {
  const { call, commands } = useApp();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);

  async function run(): Promise<void> {
    if (action === null || live.preview === null) return;
    setBusy(true);
    setFailure(null);
    const answer = await call('change:apply', { action, base: live.preview.base });
    setBusy(false);
    if (answer.ok) {
      commands.done(answer.value);
      onDone(answer.value);
      return;
    }
    setFailure(answer.error);
    if (answer.error.code === 'ConfigConflict') await live.reload();
  }

  return { busy, failure, apply: () => void run() };
}
