import type { NewServer } from '../../../shared/actions.ts';
import type { SettingId, SettingValue } from '../../../shared/entry-settings.ts';
import { newText } from '../clients/edit-entry.ts';
import { settingOps } from '../clients/edit-settings.ts';
import { sharedTimeout } from '../clients/entry-settings.ts';
import type { ClientAdapter, RawEntry } from '../clients/types.ts';
import { isObject } from '../formats/intent.ts';
import type { ConfigValue, EditOp } from '../formats/types.ts';
import type { MoreSettings } from './plan-add.ts';

/** Settings that a pasted text asks for, in the client's own keys and units; what it does not have is named. */
export function asked(
  settings: NonNullable<NewServer['settings']>,
  { adapter, written, stored }: { adapter: ClientAdapter; written: RawEntry; stored: ConfigValue },
): MoreSettings {
  const fields = adapter.fields?.(written, stored) ?? null;
  if (fields === null || !isObject(stored)) {
    return { ops: [], notes: [`${adapter.name} takes no further settings for it.`] };
  }
  const ops: EditOp[] = [];
  const notes: string[] = [];
  const subject = { clientName: adapter.name, fields, entry: written, stored };
  for (const [id, value] of Object.entries(settings) as [SettingId, SettingValue][]) {
    const one = settingOps(
      { clientName: adapter.name, settings: fields.settings, transport: written.transport, stored },
      { [sharedTimeout(id, fields.settings)]: typeof value === 'object' ? [...value] : value },
      (...text) => newText(subject, ...text),
    );
    if (one.ok) ops.push(...one.value);
    else notes.push(`${one.error.message} It is left out.`);
  }
  return { ops, notes };
}
