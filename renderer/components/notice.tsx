import type { ReactNode } from 'react';
import { ShapeIcon } from './shape.tsx';

interface NoticeProps {
  readonly tone: 'attention' | 'broken' | 'fine' | 'quiet';
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

const TONES = {
  attention: { box: 'bg-attention-soft', shape: 'needs-you' },
  broken: { box: 'bg-broken-soft', shape: 'broken' },
  fine: { box: 'bg-sunken', shape: 'fine' },
  quiet: { box: 'bg-sunken', shape: 'unknown' },
} as const;

/** What happened, in a box of its own: shape, title, sentence, actions. */
export function Notice({ tone, title, children, actions }: NoticeProps) {
  const look = TONES[tone];
  return (
    <div className={`flex gap-2.5 rounded-lg p-3 ${look.box}`}>
      <span className="pt-px">
        <ShapeIcon shape={look.shape} />
      </span>
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <p className="font-semibold">{title}</p>
        {children}
        {actions !== undefined && <div className="mt-2.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}

/** Text that came from outside: small, quoted, never mistaken for our own words. */
export function OutsideText({ text }: { readonly text: string }) {
  return (
    <blockquote className="mt-1.5 max-h-32 overflow-y-auto border-l-2 border-outline pl-2 font-mono text-sm whitespace-pre-wrap text-muted">
      {text}
    </blockquote>
  );
}
