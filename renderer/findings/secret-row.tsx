import { useId } from 'react';
import type { SecretWay, ServerEntry } from '../../shared/domain.ts';
import { variableSetUp } from '../../shared/variable-set-up.ts';
import { Field, INPUT } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { CopySecret } from './copy-secret.tsx';
import { nameProblem } from './fix-draft.ts';
import type { FixRow } from './fix-draft.ts';

interface SecretRowProps {
  readonly entry: ServerEntry;
  readonly row: FixRow;
  readonly rows: readonly FixRow[];
  readonly onChange: (change: Partial<FixRow>) => void;
}

/** One secret: whether and how it leaves, the variable that takes its place, and its value for the clipboard. */
export function SecretRow({ entry, row, rows, onChange }: SecretRowProps) {
  const { ownerName, snapshot } = useApp();
  const id = useId();
  const { secret, included, way, variable } = row;
  const client = snapshot.clients.find((one) => one.id === entry.client);
  const name = ownerName(entry.client);
  const words = COPY.fix.ways(name);
  const problem = nameProblem(row, rows);
  const problems = { form: COPY.fix.badName, twice: COPY.fix.twice } as const;
  const { platform } = snapshot.host;
  const { line } = variableSetUp({ platform, fromDesktop: client?.fromDesktop ?? false, client: name });
  return (
    <li className="rounded-lg border border-hairline px-3 py-2.5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <label className="flex min-w-0 items-center gap-2 font-medium [overflow-wrap:anywhere]" htmlFor={id}>
          <input
            id={id}
            type="checkbox"
            checked={included}
            onChange={(event) => onChange({ included: event.target.checked })}
          />
          {COPY.fix.include(secret.label)}
        </label>
        {included && <CopySecret entry={entry} row={row} />}
      </div>
      {included && (
        <div className="mt-2 grid grid-cols-2 gap-3 max-rail:grid-cols-1">
          <Field label={COPY.fix.way}>
            {(control) =>
              secret.ways.length > 1 ? (
                <select
                  {...control}
                  value={way}
                  onChange={(event) => onChange({ way: event.target.value as SecretWay })}
                  className={INPUT}
                >
                  {secret.ways.map((one) => (
                    <option key={one} value={one}>
                      {words[one]}
                    </option>
                  ))}
                </select>
              ) : (
                <input {...control} readOnly value={words[way]} className={INPUT} />
              )
            }
          </Field>
          <Field
            label={COPY.fix.variable}
            problem={problem === null ? null : problems[problem]}
            hint={
              secret.nameIsFixed
                ? COPY.fix.fixed
                : way === 'reference'
                  ? `${COPY.fix.line}: ${line.replace('NAME', () => variable)}`
                  : null
            }
          >
            {(control) => (
              <input
                {...control}
                value={variable}
                readOnly={secret.nameIsFixed}
                spellCheck={false}
                autoComplete="off"
                autoCapitalize="off"
                onChange={(event) => onChange({ variable: event.target.value })}
                className={`${INPUT} font-mono text-sm`}
              />
            )}
          </Field>
        </div>
      )}
    </li>
  );
}
