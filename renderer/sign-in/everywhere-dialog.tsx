import { useEffect, useState } from 'react';
import type { ServerRef } from '../../shared/domain.ts';
import type { AppError } from '../../shared/errors.ts';
import { roundCounts } from '../../shared/sign-in-round.ts';
import type { SignInRound } from '../../shared/sign-in-round.ts';
import { Button } from '../components/button.tsx';
import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { ErrorNotice } from '../dialogs/change-dialog.tsx';
import { useApp } from '../hooks/use-app.ts';
import { RoundStepRow } from './round-step-row.tsx';

/** One server at all its places: what is to do, then how far it is. Nothing opens before the click. */
export function EverywhereDialog({ target }: { readonly target: ServerRef }) {
  const { call, dispatch, snapshot } = useApp();
  const [failure, setFailure] = useState<AppError | null>(null);
  const [opened, setOpened] = useState(false);
  const entry = snapshot.entries.find(({ ref }) => ref === target);
  const round = opened ? snapshot.signInRound : null;
  // Closing only hides it: what runs goes on, and is shown again when this is opened again.
  const close = () => dispatch({ type: 'close-dialog' });

  useEffect(() => {
    let current = true;
    void call('sign-in-round:open', { ref: target }).then((answer) => {
      if (!current) return;
      setOpened(answer.ok);
      setFailure(answer.ok ? null : answer.error);
    });
    return () => {
      current = false;
    };
  }, [call, target]);

  async function run(answer: Promise<{ ok: true } | { ok: false; error: AppError }>): Promise<void> {
    setFailure(null);
    const result = await answer;
    if (!result.ok) setFailure(result.error);
  }

  return (
    <Modal
      title={COPY.everywhere.title(round?.name ?? entry?.name ?? '')}
      wide
      onClose={close}
      footer={
        <>
          <span className="mr-auto text-sm text-muted tabular-nums">{round !== null && tally(round)}</span>
          <Button data-first-focus="" onClick={close}>
            {COPY.close}
          </Button>
          {round?.going === true && (
            <Button onClick={() => void run(call('sign-in-round:stop', null))}>{COPY.everywhere.stop}</Button>
          )}
          {round !== null && !round.going && roundCounts(round).waiting > 0 && (
            <Button look="primary" onClick={() => void run(call('sign-in-round:start', null))}>
              {COPY.everywhere.start(roundCounts(round).waiting)}
            </Button>
          )}
        </>
      }
    >
      <p className="mb-3 text-muted">{COPY.everywhere.intro}</p>
      <div aria-live="polite">
        {failure !== null && <ErrorNotice error={failure} />}
        {round === null && failure === null && <p className="text-muted">{COPY.everywhere.loading}</p>}
        {round !== null && (
          <ul className="border-t border-hairline">
            {round.steps.map((step) => (
              <RoundStepRow
                key={step.id}
                serverName={round.name}
                step={step}
                going={round.going}
                onDo={(what) => void run(call('sign-in-round:step', { id: step.id, what }))}
              />
            ))}
          </ul>
        )}
      </div>
    </Modal>
  );
}

/** "2 of 4 done. 1 client needs you." */
function tally(round: SignInRound): string {
  const counts = roundCounts(round);
  const all = round.steps.length - counts.skipped;
  const open = counts['needs-you'] + counts.failed;
  if (all > 0 && counts.done === all) return COPY.everywhere.allDone;
  return `${COPY.everywhere.progress(counts.done, all)}${open === 0 ? '' : ` · ${COPY.everywhere.left(open)}`}`;
}
