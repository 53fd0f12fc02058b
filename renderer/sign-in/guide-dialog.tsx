import { useEffect, useState } from 'react';
import type { ServerRef } from '../../shared/domain.ts';
import type { ChannelOutput } from '../../shared/ipc.ts';
import { Button } from '../components/button.tsx';
import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { ErrorNotice } from '../dialogs/change-dialog.tsx';
import { useApp } from '../hooks/use-app.ts';
import { GuideSteps } from './guide-steps.tsx';

/** Exact steps for one place, where MCP Tray cannot do it. */
export function GuideDialog({ target }: { readonly target: ServerRef }) {
  const { call, dispatch, ownerName, snapshot } = useApp();
  const [answer, setAnswer] = useState<ChannelOutput<'sign-in:guide'> | null>(null);
  const entry = snapshot.entries.find(({ ref }) => ref === target);
  const owner = ownerName(entry?.client ?? '');
  const close = () => dispatch({ type: 'close-dialog' });

  useEffect(() => {
    let current = true;
    void call('sign-in:guide', { ref: target }).then((told) => {
      if (current) setAnswer(told);
    });
    return () => {
      current = false;
    };
  }, [call, target]);

  return (
    <Modal
      title={COPY.guide.title(entry?.name ?? '', owner)}
      onClose={close}
      footer={
        <Button data-first-focus="" onClick={close}>
          {COPY.close}
        </Button>
      }
    >
      <div aria-live="polite">
        {answer === null && <p className="text-muted">{COPY.guide.loading}</p>}
        {answer?.ok === false && <ErrorNotice error={answer.error} />}
        {answer?.ok === true && <GuideSteps guide={answer.value} target={target} owner={owner} />}
      </div>
    </Modal>
  );
}
