import { useEffect, useRef } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { COPY } from '../copy/copy.ts';

interface ConfirmCallProps {
  readonly entry: ServerEntry;
  readonly tool: string;
  readonly onAnswer: (yes: boolean) => void;
}

/** Asks once more, right below the arguments that will be sent; Cancel has the focus, Esc means it too. */
export function ConfirmCall({ entry, tool, onAnswer }: ConfirmCallProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  const title = COPY.tools.confirmTitle(tool, entry.name);
  return (
    // Esc counts from either button.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="alertdialog"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onAnswer(false);
      }}
    >
      <Notice
        tone="attention"
        title={title}
        actions={
          <>
            <Button ref={cancel} size="small" onClick={() => onAnswer(false)}>
              {COPY.cancel}
            </Button>
            <Button size="small" look="danger" onClick={() => onAnswer(true)}>
              {COPY.tools.confirm}
            </Button>
          </>
        }
      >
        <p className="mt-0.5">{COPY.tools.confirmText}</p>
      </Notice>
    </div>
  );
}
