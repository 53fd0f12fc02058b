import { useId } from 'react';
import type { ReactNode } from 'react';

export const INPUT =
  'h-8 w-full rounded-md border border-hairline bg-sunken px-2.5 aria-invalid:border-broken';

interface FieldProps {
  readonly label: string;
  /** What is wrong with the value, or null. */
  readonly problem?: string | null;
  readonly children: (props: {
    id: string;
    'aria-invalid': boolean;
    'aria-describedby': string | undefined;
  }) => ReactNode;
}

/** Label above, problem below, both bound to the control. */
export function Field({ label, problem = null, children }: FieldProps) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-sm font-semibold text-muted">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': problem !== null,
        'aria-describedby': problem === null ? undefined : `${id}-problem`,
      })}
      {problem !== null && (
        <p id={`${id}-problem`} className="mt-1 text-sm text-broken">
          {problem}
        </p>
      )}
    </div>
  );
}
