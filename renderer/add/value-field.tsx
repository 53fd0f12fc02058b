import { Eye, EyeOff, Undo2 } from 'lucide-react';
import { useId, useState } from 'react';
import { MASK, maskNamed } from '../../shared/redact.ts';
import type { Row } from './draft.ts';
import { Button } from '../components/button.tsx';
import { INPUT } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';

interface ValueFieldProps {
  readonly row: Row;
  readonly label: string;
  /** What is wrong with it; a placeholder is no secret, and is shown. */
  readonly problem?: string | null;
  readonly onChange: (value: string) => void;
}

/**
 * One value. A secret is hidden until asked for; a stored secret never came here, so that it can only be kept or
 * replaced.
 */
export function ValueField({ row, label, problem = null, onChange }: ValueFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const kept = row.stored?.value;
  const masked = kept?.includes(MASK) === true;
  if (masked && row.value === kept) {
    return (
      <span className="flex min-w-0 flex-1 items-center gap-2">
        <span className="min-w-0 flex-1 font-mono text-sm text-muted [overflow-wrap:anywhere]">
          <span className="sr-only">{label}: </span>
          {kept} <span className="font-sans">{COPY.edit.kept}</span>
        </span>
        <Button size="small" aria-label={COPY.edit.replaceOf(label)} onClick={() => onChange('')}>
          {COPY.edit.replace}
        </Button>
      </span>
    );
  }
  const secret = masked || maskNamed(row.name, row.value).secret;
  const hidden = secret && !shown && problem === null;
  const subject = row.name || label;
  // One structure in both cases: the focus stays while a placeholder is typed over.
  const field = (
    <span className="flex min-w-0 flex-1 gap-1.5">
      <input
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : id}
        aria-label={label}
        type={hidden ? 'password' : 'text'}
        autoComplete="off"
        value={row.value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className={`${INPUT} min-w-0 flex-1 font-mono text-sm`}
      />
      {secret && problem === null && (
        <Button
          look="bare"
          size="icon"
          className="self-center"
          aria-label={`${hidden ? COPY.add.show : COPY.add.hide}: ${subject}`}
          onClick={() => setShown(!shown)}
        >
          {hidden ? (
            <Eye className="size-4" aria-hidden="true" />
          ) : (
            <EyeOff className="size-4" aria-hidden="true" />
          )}
        </Button>
      )}
      {masked && (
        <Button
          look="bare"
          size="icon"
          className="self-center"
          aria-label={COPY.edit.keepOf(label)}
          title={COPY.edit.keep}
          onClick={() => onChange(kept)}
        >
          <Undo2 className="size-4" aria-hidden="true" />
        </Button>
      )}
    </span>
  );
  return (
    <span className="flex min-w-0 flex-1 flex-col">
      {field}
      {problem !== null && (
        <span id={id} className="mt-1 text-sm text-broken">
          {problem}
        </span>
      )}
    </span>
  );
}
