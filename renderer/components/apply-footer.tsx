import { useId } from 'react';
import { COPY } from '../copy/copy.ts';
import { Button } from './button.tsx';

interface ApplyFooterProps {
  /** What keeps the person from applying, or what is chosen; said beside the buttons and by the second one. */
  readonly note: string | null;
  readonly submit: string;
  readonly disabled: boolean;
  readonly onApply: () => void;
  readonly onClose: () => void;
  /** Cancel has the focus first, where no field of the dialog should. */
  readonly cancelFirst?: boolean;
}

/** The end of every dialog that shows an exact change before it is made. */
export function ApplyFooter({ note, submit, disabled, onApply, onClose, cancelFirst }: ApplyFooterProps) {
  const id = useId();
  return (
    <>
      <output id={id} className="mr-auto min-w-0 text-sm text-muted max-rail:basis-full">
        {note}
      </output>
      <Button onClick={onClose} {...(cancelFirst === true ? { 'data-first-focus': '' } : {})}>
        {COPY.cancel}
      </Button>
      <Button look="primary" aria-describedby={id} disabled={disabled} onClick={onApply}>
        {submit}
      </Button>
    </>
  );
}
