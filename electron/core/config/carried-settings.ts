import type { SettingValue } from '../../../shared/entry-settings.ts';
import { settingOps } from '../clients/edit-settings.ts';
import { keyOf, sharedTimeout } from '../clients/entry-settings.ts';
import type { PlacedSetting } from '../clients/entry-settings.ts';
import { newText } from '../clients/edit-entry.ts';
import type { ClientAdapter, RawEntry } from '../clients/types.ts';
import { isObject } from '../formats/intent.ts';
import type { ConfigValue, EditOp } from '../formats/types.ts';
import type { MoreSettings } from './plan-add.ts';
import { withReferences } from './references.ts';

/** What an entry holds besides its server. */
export interface OtherSettings {
  /** By key, as stored. */
  readonly values: Readonly<Record<string, ConfigValue>>;
  /** Those whose meaning other clients may know too. */
  readonly settings: readonly { readonly setting: PlacedSetting; readonly value: SettingValue }[];
}

/** Inside one client everything goes along as it is. */
export function allOf(values: OtherSettings['values']): MoreSettings {
  return {
    ops: Object.entries(values).map(([key, value]) => ({ op: 'set', path: [key], value })),
    notes: [],
  };
}

interface Carrying {
  readonly source: ClientAdapter;
  readonly adapter: ClientAdapter;
  readonly written: RawEntry;
  readonly stored: ConfigValue;
}

/** To another client go the settings that it has too, in its own keys and units; the rest is named. */
export function carried(
  { values, settings }: OtherSettings,
  { source, adapter, written, stored }: Carrying,
): MoreSettings {
  const fields = adapter.fields?.(written, stored) ?? null;
  const ops: EditOp[] = [];
  const notes: string[] = [];
  const taken = new Set<string | number | undefined>();
  for (const { setting, value } of settings) {
    if (allowsAll(setting, value)) taken.add(setting.path[0]);
    if (taken.has(setting.path[0])) continue;
    // What may run without asking is the person's consent to one client; another has to ask for itself.
    if (setting.id === 'autoApproveTools') {
      taken.add(setting.path[0]);
      notes.push(`What runs without asking in ${source.name} (${keyOf(setting)}) is not copied.`);
      continue;
    }
    if (fields === null || !isObject(stored)) continue;
    const id = sharedTimeout(setting.id, fields.settings);
    const subject = { clientName: adapter.name, fields, entry: written, stored };
    const one = settingOps(
      { clientName: adapter.name, settings: fields.settings, transport: written.transport, stored },
      { [id]: inOurSpelling(value, source) },
      (...text) => newText(subject, ...text),
    );
    if (!one.ok) continue;
    ops.push(...one.value);
    taken.add(setting.path[0]);
  }
  const nested = settings.map(({ setting }) => setting).filter(({ path }) => path.length > 1);
  const left = [
    ...Object.keys(values).filter((key) => !taken.has(key) && !nested.some(({ path }) => path[0] === key)),
    ...nested.filter(({ path }) => !taken.has(path[0])).map(keyOf),
  ];
  if (left.length > 0) {
    notes.push(
      `Settings that only ${source.name} knows are not copied to ${adapter.name}: ${left.join(', ')}.`,
    );
  }
  return { ops, notes };
}

function inOurSpelling(value: SettingValue, source: ClientAdapter): string | number | string[] {
  if (typeof value === 'string') return withReferences(value, source.expandsVariables);
  return typeof value === 'number' ? value : [...value];
}

/** A list that allows every tool says no more than none. */
function allowsAll({ id, rules }: PlacedSetting, value: SettingValue): boolean {
  if (id !== 'allowTools' || typeof value === 'string' || typeof value === 'number') return false;
  const all = rules?.all ?? null;
  return (all !== null && value.includes(all)) || (value.length === 0 && rules?.emptyMeansAll === true);
}
