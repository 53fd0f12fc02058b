import { useState } from 'react';
import type { SettingForm, SettingView } from '../../shared/entry-settings.ts';
import { Disclosure } from '../components/disclosure.tsx';
import { Field, INPUT } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';
import { lacking } from './settings-draft.ts';
import type { SettingsDraft } from './settings-draft.ts';

interface SettingFieldsProps {
  readonly client: string;
  readonly settings: readonly SettingView[];
  readonly draft: SettingsDraft;
  readonly local: boolean;
  readonly onChange: (draft: SettingsDraft) => void;
}

/** What its client knows besides the server itself, in the client's own units; and what it does not know. */
export function SettingFields({ client, settings, draft, local, onChange }: SettingFieldsProps) {
  const set = settings.filter(({ id }) => (draft[id] ?? '') !== '').length;
  const [open, setOpen] = useState(set > 0);
  const missing = lacking(settings, local);
  const hasTools = settings.some(({ id }) => id === 'allowTools' || id === 'denyTools');
  return (
    <div className="min-w-0">
      {settings.length > 0 && (
        <Disclosure label={COPY.edit.settings(client, set)} open={open} onToggle={() => setOpen(!open)}>
          <div className="mt-2 grid grid-cols-2 gap-3 max-rail:grid-cols-1">
            {settings
              .toSorted((one, other) => ORDER[one.form] - ORDER[other.form])
              .map((setting) => (
                <SettingField
                  key={setting.id}
                  setting={setting}
                  value={draft[setting.id] ?? ''}
                  onChange={(value) => onChange({ ...draft, [setting.id]: value })}
                />
              ))}
          </div>
          {hasTools && <p className="mt-2 text-sm text-muted">{COPY.edit.toolsHint(client)}</p>}
        </Disclosure>
      )}
      {missing.length > 0 && <p className="mt-1 text-sm text-muted">{COPY.edit.lacks(client, missing)}</p>}
    </div>
  );
}

const ORDER: Readonly<Record<SettingForm, number>> = { text: 0, duration: 1, texts: 2 };

interface SettingFieldProps {
  readonly setting: SettingView;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function SettingField({ setting, value, onChange }: SettingFieldProps) {
  const { id, key, form, unit, problem } = setting;
  const label = COPY.edit.setting[id];
  const wide = form === 'texts' || form === 'text';
  return (
    <div className={form === 'text' ? 'col-span-full' : ''}>
      <Field
        label={unit === null ? label : `${label}, ${COPY.edit.inUnit[unit]}`}
        aside={key}
        problem={problem}
      >
        {(control) =>
          form === 'texts' ? (
            <textarea
              {...control}
              rows={Math.min(6, Math.max(2, value.split('\n').length))}
              value={value}
              disabled={problem !== null}
              spellCheck={false}
              onChange={(event) => onChange(event.target.value)}
              className={`${INPUT} h-auto py-1.5 font-mono disabled:opacity-60`}
            />
          ) : (
            <input
              {...control}
              value={value}
              disabled={problem !== null}
              spellCheck={false}
              autoComplete="off"
              inputMode={unit === null ? 'text' : 'decimal'}
              placeholder={COPY.edit.notSet}
              onChange={(event) => onChange(event.target.value)}
              className={`${INPUT} disabled:opacity-60 ${wide ? 'font-mono' : ''}`}
            />
          )
        }
      </Field>
    </div>
  );
}
