import type { EntryChanges } from '../../shared/actions.ts';
import type { SafeValue, ServerEntry } from '../../shared/domain.ts';
import { settingFits } from '../../shared/entry-settings.ts';
import type { SettingView } from '../../shared/entry-settings.ts';
import { MASK } from '../../shared/redact.ts';
import { newRow } from '../add/draft.ts';
import type { Row } from '../add/draft.ts';
import { COPY } from '../copy/copy.ts';
import type { KindChoice } from './kind-choices.ts';
import { settingChanges, settingsBlock, settingsDraftOf } from './settings-draft.ts';
import type { SettingsDraft } from './settings-draft.ts';

/** An entry in the form. Stored values that are shown masked stay where they are unless typed anew. */
export interface EditDraft {
  readonly name: string;
  readonly kind: KindChoice;
  readonly url: string;
  readonly command: string;
  readonly args: readonly Row[];
  readonly env: readonly Row[];
  readonly headers: readonly Row[];
  readonly bearerTokenEnvVar: string;
  readonly settings: SettingsDraft;
}

export function editDraftOf(entry: ServerEntry): EditDraft {
  return {
    name: entry.name,
    kind: { transport: entry.transport, bridge: false },
    url: entry.url ?? '',
    command: entry.command ?? '',
    args: (entry.args ?? []).map((value, index) => ({ ...newRow('', value), stored: { value, index } })),
    env: rowsOf(entry.env),
    headers: rowsOf(entry.headers),
    bearerTokenEnvVar: entry.bearerTokenEnvVar ?? '',
    settings: settingsDraftOf(entry.settings),
  };
}

function rowsOf(values: readonly SafeValue[]): readonly Row[] {
  return values.map(({ name, value }, index) => ({ ...newRow(name, value), stored: { value, index, name } }));
}

const isKept = (row: Row) => row.stored !== undefined && row.value === row.stored.value;
const isHidden = (text: string) => text.includes(MASK);

/** Only what differs from the entry as it was opened; null stands for a stored value that stays. */
export function changesOf(entry: ServerEntry, draft: EditDraft): EntryChanges {
  const settings = settingChanges(settingsFor(entry, draft), draft.settings);
  return {
    ...kindChange(entry, draft),
    ...(entersAddress(entry, draft) ? addressChanges(entry, draft) : {}),
    ...(entersProgram(entry, draft) ? programChanges(entry, draft) : {}),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
  };
}

function kindChange(entry: ServerEntry, { kind }: EditDraft): EntryChanges {
  const { transport, bridge } = kind;
  if (!isOther(entry, kind) || transport === 'ws' || transport === 'unknown') return {};
  return { transport, ...(bridge ? { bridge } : {}) };
}

function isOther(entry: ServerEntry, { transport, bridge }: KindChoice): boolean {
  return bridge || transport !== entry.transport;
}

/** The fields of the kind that is chosen; of the stored kind as far as the entry has them. */
export function entersAddress(entry: ServerEntry, { kind }: EditDraft): boolean {
  return isOther(entry, kind) ? kind.transport !== 'stdio' : entry.url !== null;
}

export function entersProgram(entry: ServerEntry, { kind }: EditDraft): boolean {
  return isOther(entry, kind) ? kind.transport === 'stdio' : entry.command !== null;
}

/** Settings that a server of the chosen kind can have. */
export function settingsFor(entry: ServerEntry, { kind }: EditDraft): readonly SettingView[] {
  const written = kind.bridge ? 'stdio' : kind.transport;
  return entry.settings.filter(({ goesWith }) => settingFits(goesWith, written));
}

function addressChanges(entry: ServerEntry, draft: EditDraft): EntryChanges {
  const url = draft.url.trim();
  const variable = draft.bearerTokenEnvVar.trim();
  return {
    ...(url === (entry.url ?? '').trim() ? {} : { url }),
    ...(untouched(draft.headers, entry.headers) ? {} : { headers: valuesOf(draft.headers) }),
    ...(variable === (entry.bearerTokenEnvVar ?? '')
      ? {}
      : { bearerTokenEnvVar: variable === '' ? null : variable }),
    ...(entry.url !== null && entry.env.length > 0 && !untouched(draft.env, entry.env)
      ? { env: valuesOf(draft.env) }
      : {}),
  };
}

function programChanges(entry: ServerEntry, draft: EditDraft): EntryChanges {
  const command = draft.command.trim();
  return {
    ...(command === (entry.command ?? '').trim() ? {} : { command }),
    ...(untouched(draft.args, entry.args ?? []) ? {} : { args: draft.args.map(argumentOf) }),
    ...(untouched(draft.env, entry.env) ? {} : { env: valuesOf(draft.env) }),
  };
}

function untouched(rows: readonly Row[], stored: readonly unknown[]): boolean {
  return (
    rows.length === stored.length &&
    rows.every((row, index) => isKept(row) && row.stored?.index === index && keepsName(row))
  );
}

function keepsName({ stored, name }: Row): boolean {
  return stored?.name === undefined || name.trim() === stored.name;
}

function argumentOf(row: Row, index: number): string | null {
  return isKept(row) && row.stored?.index === index ? null : row.value;
}

function valuesOf(rows: readonly Row[]): Record<string, string | null> {
  const named = rows.filter(({ name }) => name.trim() !== '');
  return Object.fromEntries(
    named.map((row) => [row.name.trim(), isKept(row) && keepsName(row) ? null : row.value]),
  );
}

/** Why the draft cannot be saved yet, or null. */
export function editBlock(entry: ServerEntry, draft: EditDraft): string | null {
  const { blocked } = COPY.edit;
  if (draft.name.trim() === '') return blocked.name;
  if (entersAddress(entry, draft) && draft.url.trim() === '') return blocked.url;
  if (entersProgram(entry, draft) && draft.command.trim() === '') return blocked.command;
  const changes = changesOf(entry, draft);
  if (isHidden(changes.url ?? '')) return blocked.hidden(COPY.add.url);
  if (isHidden(changes.command ?? '')) return blocked.hidden(COPY.add.command);
  if (changes.args?.some((text) => isHidden(text ?? '')) === true) return blocked.hiddenArgument;
  return (
    rowsBlock(draft.env, changes.env) ??
    rowsBlock(draft.headers, changes.headers) ??
    settingsBlock(settingsFor(entry, draft), draft.settings)
  );
}

function rowsBlock(rows: readonly Row[], changed: EntryChanges['env']): string | null {
  if (changed === undefined) return null;
  const { blocked } = COPY.edit;
  const names = rows.map(({ name }) => name.trim());
  if (rows.some(({ name, value }) => name.trim() === '' && value !== '')) return blocked.rowName;
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined) return blocked.twice(twice);
  const hidden = Object.entries(changed).find(([, value]) => isHidden(value ?? ''));
  return hidden === undefined ? null : blocked.hidden(hidden[0]);
}
