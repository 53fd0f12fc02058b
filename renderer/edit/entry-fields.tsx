import { ArgumentRows, KeyValueRows } from '../add/key-value-rows.tsx';
import type { ServerEntry } from '../../shared/domain.ts';
import type { ClientView } from '../../shared/snapshot.ts';
import { Field, INPUT } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';
import { entersAddress, entersProgram, settingsFor } from './edit-draft.ts';
import type { EditDraft } from './edit-draft.ts';
import { KindField } from './kind-field.tsx';
import { SettingFields } from './setting-fields.tsx';

interface EntryFieldsProps {
  readonly entry: ServerEntry;
  readonly client: ClientView | undefined;
  readonly draft: EditDraft;
  readonly onChange: (part: Partial<EditDraft>) => void;
}

/** The fields that an entry of the chosen kind has in its client. */
export function EntryFields({ entry, client, draft, onChange }: EntryFieldsProps) {
  const address = entersAddress(entry, draft);
  const program = entersProgram(entry, draft);
  const name = client?.name ?? entry.client;
  const text = (
    label: string,
    field: 'url' | 'command' | 'bearerTokenEnvVar',
    { first = false, hint = null }: { first?: boolean; hint?: string | null } = {},
  ) => (
    <Field label={label} hint={hint}>
      {(control) => (
        <input
          {...control}
          {...(first ? { 'data-first-focus': '' } : {})}
          value={draft[field]}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onChange({ [field]: event.target.value })}
          className={`${INPUT} font-mono`}
        />
      )}
    </Field>
  );
  return (
    <>
      <KindField entry={entry} client={client} value={draft.kind} onChange={(kind) => onChange({ kind })} />
      {address && text(COPY.add.url, 'url', { first: true })}
      {program && (
        <>
          {text(COPY.add.command, 'command', { first: !address })}
          <ArgumentRows rows={draft.args} onChange={(args) => onChange({ args })} />
        </>
      )}
      {(program || (entry.env.length > 0 && draft.kind.transport === entry.transport)) && (
        <KeyValueRows kind="env" rows={draft.env} onChange={(env) => onChange({ env })} />
      )}
      {(address || (entry.headers.length > 0 && draft.kind.transport === entry.transport)) && (
        <div>
          <KeyValueRows kind="headers" rows={draft.headers} onChange={(headers) => onChange({ headers })} />
          {entry.headersFromVariables && draft.headers.length > 0 && (
            <p className="mt-1 text-sm text-muted">{COPY.edit.headerHint(name)}</p>
          )}
        </div>
      )}
      {entry.bearerField &&
        address &&
        !draft.kind.bridge &&
        text(COPY.edit.bearer, 'bearerTokenEnvVar', { hint: COPY.edit.bearerHint })}
      <SettingFields
        client={name}
        settings={settingsFor(entry, draft)}
        draft={draft.settings}
        local={program || draft.kind.bridge}
        onChange={(settings) => onChange({ settings })}
      />
    </>
  );
}
