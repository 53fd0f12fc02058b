import { useId } from 'react';
import type { ReactNode } from 'react';

export const INPUT =
  'h-8 w-full rounded-md border border-hairline bg-sunken px-2.5 aria-invalid:border-broken';

interface FieldProps {
  readonly label: string;
  /** What is wrong with the value, or null. */
  readonly problem?: string | null;
  /** Beside the label, in the file's own words. */
  readonly aside?: string | null;
  /** What is worth knowing about it, below. */
  readonly hint?: string | null;
  readonly children: (props: {
    id: string;
    'aria-invalid': boolean;
    'aria-describedby': string | undefined;
  }) => ReactNode;
}

/** Label above, hint and problem below, all bound to the control. */
export function Field({ label, problem = null, hint = null, aside = null, children }: FieldProps) {
  const id = useId();
  const described = [
    aside === null ? '' : `${id}-aside`,
    hint === null ? '' : `${id}-hint`,
    problem === null ? '' : `${id}-problem`,
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <div className="min-w-0">
      <div className="mb-1 flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
        <label htmlFor={id} className="font-semibold text-muted">
          {label}
        </label>
        {aside !== null && (
          <span id={`${id}-aside`} className="font-mono text-muted [overflow-wrap:anywhere]">
            {aside}
          </span>
        )}
      </div>
      {children({
        id,
        'aria-invalid': problem !== null,
        'aria-describedby': described === '' ? undefined : described,
      })}
      {hint !== null && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-muted [overflow-wrap:anywhere]">
          {hint}
        </p>
      )}
      {problem !== null && (
        <p id={`${id}-problem`} className="mt-1 text-sm text-broken">
          {problem}
        </p>
      )}
    </div>
  );
}
