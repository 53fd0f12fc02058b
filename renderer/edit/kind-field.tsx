import type { ServerEntry } from '../../shared/domain.ts';
import type { ClientView } from '../../shared/snapshot.ts';
import { Field, INPUT } from '../components/field.tsx';
import { COPY, TRANSPORT_WORDS } from '../copy/copy.ts';
import { kindChoices, kindKey } from './kind-choices.ts';
import type { KindChoice } from './kind-choices.ts';

interface KindFieldProps {
  readonly entry: ServerEntry;
  readonly client: ClientView | undefined;
  readonly value: KindChoice;
  readonly onChange: (kind: KindChoice) => void;
}

/** What kind of server it is; a choice where its client has one. */
export function KindField({ entry, client, value, onChange }: KindFieldProps) {
  const choices = kindChoices(entry, client);
  const name = client?.name ?? entry.client;
  if (choices.length === 1) {
    return <p className="text-sm text-muted">{COPY.edit.onlyKind(name, TRANSPORT_WORDS[entry.transport])}</p>;
  }
  return (
    <Field label={COPY.add.kind} hint={value.bridge ? bridgeHint(value, name) : null}>
      {(control) => (
        <select
          {...control}
          value={kindKey(value)}
          onChange={(event) => {
            const chosen = choices.find((choice) => kindKey(choice) === event.target.value);
            if (chosen !== undefined) onChange(chosen);
          }}
          className={INPUT}
        >
          {choices.map((choice) => (
            <option key={kindKey(choice)} value={kindKey(choice)}>
              {kindWords(choice)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function bridgeHint({ transport }: KindChoice, client: string): string {
  return transport === 'sse' ? COPY.edit.bridgeSse(client) : COPY.edit.bridgeHint(client);
}

function kindWords({ transport, bridge }: KindChoice): string {
  const kinds: Readonly<Record<string, string>> = COPY.add.kinds;
  const words = kinds[transport] ?? TRANSPORT_WORDS[transport];
  return bridge ? COPY.edit.bridge(words) : words;
}
