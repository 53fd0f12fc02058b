import type { ReactNode } from 'react';
import { SHAPE_WORDS } from '../../shared/state-words.ts';
import type { Shape } from '../../shared/state-words.ts';

const DRAWINGS = {
  fine: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="m5.4 8.2 1.8 1.8 3.4-3.7" />
    </>
  ),
  'needs-you': (
    <>
      <path d="M8 2.2 14.2 13H1.8Z" />
      <path d="M8 6.4v3M8 11.2v.1" />
    </>
  ),
  broken: (
    <>
      <rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2.4" />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" />
    </>
  ),
  unknown: <circle cx="8" cy="8" r="6" />,
  disabled: <circle cx="8" cy="8" r="6" strokeDasharray="2.6 2.1" />,
} as const satisfies Record<Shape, ReactNode>;

const COLOURS = {
  fine: 'text-good',
  'needs-you': 'text-attention',
  broken: 'text-broken',
  unknown: 'text-outline',
  disabled: 'text-outline',
} as const satisfies Record<Shape, string>;

interface ShapeIconProps {
  readonly shape: Shape;
  /** Something is running for it. */
  readonly busy?: boolean;
  /** Says the word where no text beside the shape does. */
  readonly spoken?: boolean;
}

/** State by shape first, colour last. */
export function ShapeIcon({ shape, busy = false, spoken = false }: ShapeIconProps) {
  return (
    <span className={`inline-flex shrink-0 ${COLOURS[shape]} ${busy ? 'breathe' : ''}`}>
      <svg
        viewBox="0 0 16 16"
        className="size-4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {DRAWINGS[shape]}
      </svg>
      {spoken && <span className="sr-only">{SHAPE_WORDS[shape]}</span>}
    </span>
  );
}
