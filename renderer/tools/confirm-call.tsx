import { useEffect, useRef, useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import { Button } from '../components/button.tsx';
import { Field, INPUT } from '../components/field.tsx';
import { Notice } from '../components/notice.tsx';
import { COPY } from '../copy/copy.ts';

interface ConfirmCallProps {
  readonly entry: ServerEntry;
  readonly tool: string;
  readonly onAnswer: (yes: boolean) => void;
}

/** Asks for the tool's name, right below the arguments that will be sent; nothing is called by one key. Esc cancels. */
export function ConfirmCall({ entry, tool, onAnswer }: ConfirmCallProps) {
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  useEffect(() => field.current?.focus(), []);
  const isMeant = typed.trim() === tool;
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
            <Button size="small" onClick={() => onAnswer(false)}>
              {COPY.cancel}
            </Button>
            <Button size="small" look="danger" disabled={!isMeant} onClick={() => onAnswer(true)}>
              {COPY.tools.confirm}
            </Button>
          </>
        }
      >
        <p className="mt-0.5 mb-2">{COPY.tools.confirmText}</p>
        <Field label={COPY.tools.confirmTyped(tool)}>
          {(control) => (
            <input
              {...control}
              ref={field}
              value={typed}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              className={`${INPUT} font-mono text-sm`}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && isMeant) onAnswer(true);
              }}
            />
          )}
        </Field>
      </Notice>
    </div>
  );
}
