import { X } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { COPY } from '../copy/copy.ts';
import { Button } from './button.tsx';

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly children: ReactNode;
  /** Buttons; the one that should have the focus carries `data-first-focus`. */
  readonly footer?: ReactNode;
}

/**
 * A native modal dialog: the platform makes the rest inert, keeps the focus inside, closes on Esc and gives
 * the focus back, without any style that a strict Content-Security-Policy would refuse.
 */
export function Modal({ title, onClose, wide = false, children, footer }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    const before = document.activeElement;
    element.showModal();
    element.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    return () => {
      element.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`max-h-[min(48rem,calc(100dvh-2rem))] w-[calc(100vw-2rem)] flex-col overflow-hidden rounded-xl border border-hairline bg-surface shadow-[0_12px_40px_var(--shadow)] open:flex ${wide ? 'max-w-2xl' : 'max-w-lg'}`}
    >
      <header className="flex items-center justify-between gap-4 px-5 pt-4 pb-1">
        <h2 id={titleId} className="text-lg font-semibold text-balance">
          {title}
        </h2>
        <Button look="bare" size="icon" aria-label={COPY.close} onClick={onClose}>
          <X className="size-4" aria-hidden="true" />
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-4">{children}</div>
      {footer !== undefined && (
        <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-hairline px-5 py-3">
          {footer}
        </footer>
      )}
    </dialog>
  );
}
