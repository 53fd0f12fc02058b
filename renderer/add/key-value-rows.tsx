import { Eye, EyeOff, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { maskNamed } from '../../shared/redact.ts';
import { Button } from '../components/button.tsx';
import { INPUT } from '../components/field.tsx';
import { COPY } from '../copy.ts';
import { newRow } from './draft.ts';
import type { Row } from './draft.ts';

interface KeyValueRowsProps {
  readonly kind: 'env' | 'headers';
  readonly rows: readonly Row[];
  readonly onChange: (rows: readonly Row[]) => void;
}

/** Variables or headers. A value that is secret by name or shape is hidden until asked for. */
export function KeyValueRows({ kind, rows, onChange }: KeyValueRowsProps) {
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set());
  const set = (id: number, change: Partial<Row>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...change } : row)));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-semibold text-muted">{COPY.add[kind]}</legend>
      <div className="flex flex-col gap-1.5">
        {rows.map((row) => {
          const secret = maskNamed(row.name, row.value).secret;
          const hidden = secret && !shown.has(row.id);
          return (
            <div key={row.id} className="flex gap-1.5">
              <input
                aria-label={`${COPY.add[kind]}: ${COPY.add.rowName}`}
                value={row.name}
                spellCheck={false}
                onChange={(event) => set(row.id, { name: event.target.value })}
                className={`${INPUT} basis-2/5 font-mono text-sm`}
              />
              <input
                aria-label={`${row.name || COPY.add[kind]}: ${COPY.add.rowValue}`}
                type={hidden ? 'password' : 'text'}
                autoComplete="off"
                value={row.value}
                spellCheck={false}
                onChange={(event) => set(row.id, { value: event.target.value })}
                className={`${INPUT} flex-1 font-mono text-sm`}
              />
              {secret && (
                <Button
                  look="bare"
                  size="icon"
                  className="self-center"
                  aria-label={`${hidden ? COPY.add.show : COPY.add.hide}: ${row.name}`}
                  onClick={() =>
                    setShown((old) => {
                      const next = new Set(old);
                      if (!next.delete(row.id)) next.add(row.id);
                      return next;
                    })
                  }
                >
                  {hidden ? (
                    <Eye className="size-4" aria-hidden="true" />
                  ) : (
                    <EyeOff className="size-4" aria-hidden="true" />
                  )}
                </Button>
              )}
              <Button
                look="bare"
                size="icon"
                className="self-center"
                aria-label={COPY.add.removeRow(row.name)}
                onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
              >
                <X className="size-4" aria-hidden="true" />
              </Button>
            </div>
          );
        })}
        <Button
          look="bare"
          size="small"
          className="-ml-2 self-start"
          onClick={() => onChange([...rows, newRow()])}
        >
          <Plus className="size-3.5" aria-hidden="true" />
          {COPY.add.addRow[kind]}
        </Button>
      </div>
    </fieldset>
  );
}
