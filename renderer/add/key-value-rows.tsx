import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { INPUT } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';
import { newRow } from './draft.ts';
import type { Row } from './draft.ts';
import { ValueField } from './value-field.tsx';

interface KeyValueRowsProps {
  readonly kind: 'env' | 'headers';
  readonly rows: readonly Row[];
  /** What is wrong with a value, or null. */
  readonly problemOf?: (value: string) => string | null;
  readonly onChange: (rows: readonly Row[]) => void;
}

/** Variables or headers, one line each. */
export function KeyValueRows({ kind, rows, problemOf, onChange }: KeyValueRowsProps) {
  const set = (id: number, change: Partial<Row>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...change } : row)));
  return (
    <RowFields
      title={COPY.add[kind]}
      addLabel={COPY.add.addRow[kind]}
      rows={rows}
      removeLabel={({ name }) => COPY.add.removeRow(name)}
      onChange={onChange}
    >
      {(row) => (
        <>
          <input
            aria-label={`${COPY.add[kind]}: ${COPY.add.rowName}`}
            value={row.name}
            spellCheck={false}
            onChange={(event) => set(row.id, { name: event.target.value })}
            className={`${INPUT} basis-2/5 font-mono text-sm`}
          />
          <ValueField
            row={row}
            problem={problemOf?.(row.value) ?? null}
            label={`${row.name || COPY.add[kind]}: ${COPY.add.rowValue}`}
            onChange={(value) => set(row.id, { value })}
          />
        </>
      )}
    </RowFields>
  );
}

interface ArgumentRowsProps {
  readonly rows: readonly Row[];
  readonly onChange: (rows: readonly Row[]) => void;
}

/** Arguments of a program, one line each, so that an empty one and one with line ends stay what they are. */
export function ArgumentRows({ rows, onChange }: ArgumentRowsProps) {
  return (
    <RowFields
      title={COPY.edit.args}
      addLabel={COPY.edit.addArgument}
      rows={rows}
      removeLabel={(row) => COPY.edit.removeArgument(rows.indexOf(row) + 1)}
      onChange={onChange}
    >
      {(row) => (
        <ValueField
          row={row}
          label={COPY.edit.argument(rows.indexOf(row) + 1)}
          onChange={(value) =>
            onChange(rows.map((other) => (other.id === row.id ? { ...other, value } : other)))
          }
        />
      )}
    </RowFields>
  );
}

interface RowFieldsProps {
  readonly title: string;
  readonly addLabel: string;
  readonly rows: readonly Row[];
  readonly removeLabel: (row: Row) => string;
  readonly onChange: (rows: readonly Row[]) => void;
  readonly children: (row: Row) => ReactNode;
}

function RowFields({ title, addLabel, rows, removeLabel, onChange, children }: RowFieldsProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-semibold text-muted">{title}</legend>
      <div className="flex flex-col gap-1.5">
        {rows.map((row) => (
          <div key={row.id} className="flex gap-1.5">
            {children(row)}
            <Button
              look="bare"
              size="icon"
              className="self-center"
              aria-label={removeLabel(row)}
              onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
            >
              <X className="size-4" aria-hidden="true" />
            </Button>
          </div>
        ))}
        <Button
          look="bare"
          size="small"
          className="-ml-2 self-start"
          onClick={() => onChange([...rows, newRow()])}
        >
          <Plus className="size-3.5" aria-hidden="true" />
          {addLabel}
        </Button>
      </div>
    </fieldset>
  );
}
