import type { ReactNode } from 'react';

/** Our own abstract drawings by a client's short name in capitals; never a vendor's logo. */
const DRAWINGS: Readonly<Record<string, ReactNode>> = {
  // A prompt: the client lives in a terminal.
  CC: <path d="m4.2 5.2 2.9 2.8-2.9 2.8M8.6 11h3.4" />,
  // A window with its title bar.
  CD: (
    <>
      <rect x="2.8" y="3.4" width="10.4" height="9.2" rx="1.6" />
      <path d="M2.8 6.4h10.4" />
    </>
  ),
  // Code between brackets.
  CX: <path d="M6 3.6H4v8.8h2M10 3.6h2v8.8h-2M8 6.4v.1M8 9.6v.1" />,
};

interface ClientMarkProps {
  readonly short: string;
  readonly name: string;
}

/** A client's mark; the name is a tooltip here, and the text beside or behind it is for everybody else. */
export function ClientMark({ short, name }: ClientMarkProps) {
  const drawing = DRAWINGS[short.toUpperCase()];
  return (
    <span
      title={name}
      aria-hidden="true"
      className="inline-flex size-5 shrink-0 items-center justify-center rounded bg-sunken text-[0.625rem] font-semibold tracking-tight text-muted"
    >
      {drawing === undefined ? (
        short
      ) : (
        <svg
          viewBox="0 0 16 16"
          className="size-3.5"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        >
          {drawing}
        </svg>
      )}
    </span>
  );
}
