import { ChevronRight } from 'lucide-react';
import { useId } from 'react';
import type { ReactNode } from 'react';

interface DisclosureProps {
  readonly label: string;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

/** One quiet line that unfolds what is seldom wanted. */
export function Disclosure({ label, open, onToggle, children }: DisclosureProps) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={onToggle}
        className="-ml-1 inline-flex h-7 items-center gap-1 rounded-md pr-2 text-muted hover:bg-hover hover:text-ink"
      >
        <ChevronRight
          className={`size-4 motion-safe:transition-transform ${open ? 'rotate-90' : ''}`}
          aria-hidden="true"
        />
        {label}
      </button>
      <div id={id} hidden={!open}>
        {open && children}
      </div>
    </>
  );
}
