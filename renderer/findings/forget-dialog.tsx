import { useState } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { Button } from '../components/button.tsx';
import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { ErrorNotice } from '../dialogs/change-dialog.tsx';
import { useApp } from '../hooks/use-app.ts';

/** Cannot be taken back: the safe button has the focus. Afterwards it tells what was done. */
export function ForgetDialog({ id, title }: { readonly id: string; readonly title: string }) {
  const { call, dispatch } = useApp();
  const [done, setDone] = useState<readonly string[] | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const close = () => dispatch({ type: 'close-dialog' });

  async function forget(): Promise<void> {
    setBusy(true);
    const answer = await call('history:forget', { id });
    setBusy(false);
    setDone(answer.ok ? answer.value.sentences : null);
    setFailure(answer.ok ? null : answer.error);
  }

  return (
    <Modal
      title={COPY.forget.title}
      onClose={close}
      footer={
        <>
          <Button data-first-focus="" onClick={close}>
            {done === null ? COPY.cancel : COPY.close}
          </Button>
          {done === null && (
            <Button look="danger" disabled={busy} onClick={() => void forget()}>
              {COPY.forget.confirm}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-2" aria-live="polite">
        <p className="font-medium [overflow-wrap:anywhere]">{title}</p>
        {failure !== null && <ErrorNotice error={failure} />}
        {(done ?? [COPY.forget.text]).map((sentence) => (
          <p key={sentence} className="[overflow-wrap:anywhere]">
            {sentence}
          </p>
        ))}
      </div>
    </Modal>
  );
}
