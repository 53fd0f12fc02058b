import { Field, INPUT } from '../components/field.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY } from '../copy/copy.ts';
import { openPlaceholders, serverOf } from './draft.ts';
import type { Draft, Findings } from './draft.ts';
import { KeyValueRows } from './key-value-rows.tsx';

interface DraftFieldsProps {
  readonly draft: Draft;
  readonly findings: Findings;
  /** Several servers were recognised: each can be left out. */
  readonly optional: boolean;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** One server's fields; what blocks it is said at the field or right below. */
export function DraftFields({ draft, findings, optional, onChange }: DraftFieldsProps) {
  const open = openPlaceholders(serverOf(draft), findings);
  const placeholderIn = (value: string) => {
    const text = open.find((candidate) => value.includes(candidate));
    return text === undefined ? null : COPY.add.placeholder(text);
  };
  const local = draft.kind === 'stdio';
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-hairline p-3">
      {optional && (
        <label className="flex items-center gap-2 font-semibold">
          <input
            type="checkbox"
            checked={draft.include}
            onChange={(event) => onChange({ include: event.target.checked })}
          />
          {COPY.add.include(draft.name)}
        </label>
      )}
      {draft.include && (
        <>
          <div className="grid grid-cols-[1fr_auto] gap-3 max-rail:grid-cols-1">
            <Field label={COPY.add.name} problem={placeholderIn(draft.name)}>
              {(control) => (
                <input
                  {...control}
                  data-first-focus=""
                  value={draft.name}
                  spellCheck={false}
                  autoComplete="off"
                  onChange={(event) => onChange({ name: event.target.value })}
                  className={INPUT}
                />
              )}
            </Field>
            <Field label={COPY.add.kind}>
              {(control) => (
                <select
                  {...control}
                  value={draft.kind}
                  onChange={(event) => onChange({ kind: event.target.value as Draft['kind'] })}
                  className={INPUT}
                >
                  {(['http', 'stdio', 'sse'] as const).map((kind) => (
                    <option key={kind} value={kind}>
                      {COPY.add.kinds[kind]}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
          {local ? (
            <>
              <Field label={COPY.add.command} problem={placeholderIn(draft.command)}>
                {(control) => (
                  <input
                    {...control}
                    value={draft.command}
                    spellCheck={false}
                    onChange={(event) => onChange({ command: event.target.value })}
                    className={`${INPUT} font-mono`}
                  />
                )}
              </Field>
              <Field label={COPY.add.args} problem={placeholderIn(draft.args)}>
                {(control) => (
                  <textarea
                    {...control}
                    rows={Math.min(8, Math.max(2, draft.args.split('\n').length))}
                    value={draft.args}
                    spellCheck={false}
                    onChange={(event) => onChange({ args: event.target.value })}
                    className={`${INPUT} h-auto py-1.5 font-mono`}
                  />
                )}
              </Field>
              <KeyValueRows
                kind="env"
                rows={draft.env}
                problemOf={placeholderIn}
                onChange={(env) => onChange({ env })}
              />
            </>
          ) : (
            <>
              <Field label={COPY.add.url} problem={placeholderIn(draft.url)}>
                {(control) => (
                  <input
                    {...control}
                    value={draft.url}
                    spellCheck={false}
                    inputMode="url"
                    onChange={(event) => onChange({ url: event.target.value })}
                    className={`${INPUT} font-mono`}
                  />
                )}
              </Field>
              <KeyValueRows
                kind="headers"
                rows={draft.headers}
                problemOf={placeholderIn}
                onChange={(headers) => onChange({ headers })}
              />
              {draft.bearerTokenEnvVar !== null && (
                <Field label={COPY.add.bearer}>
                  {(control) => (
                    <input
                      {...control}
                      value={draft.bearerTokenEnvVar ?? ''}
                      spellCheck={false}
                      onChange={(event) => onChange({ bearerTokenEnvVar: event.target.value })}
                      className={`${INPUT} font-mono`}
                    />
                  )}
                </Field>
              )}
            </>
          )}
          <FindingList findings={findings} />
        </>
      )}
    </div>
  );
}

function FindingList({ findings }: { readonly findings: Findings }) {
  const lines = [
    ...findings.problems.map((text) => ({ text, shape: 'broken' as const })),
    ...findings.warnings.map((text) => ({ text, shape: 'needs-you' as const })),
  ];
  if (lines.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {lines.map(({ text, shape }) => (
        <li key={text} className="flex gap-2 [overflow-wrap:anywhere]">
          <ShapeIcon shape={shape} />
          {text}
        </li>
      ))}
    </ul>
  );
}
