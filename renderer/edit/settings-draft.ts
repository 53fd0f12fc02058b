import type { EntryChanges } from '../../shared/actions.ts';
import type { SettingId, SettingValue, SettingView } from '../../shared/entry-settings.ts';
import { MASK } from '../../shared/redact.ts';
import { COPY } from '../copy/copy.ts';

/** What is typed, by setting; a duration in the client's own unit, a list one item per line. */
export type SettingsDraft = Readonly<Partial<Record<SettingId, string>>>;

export function settingsDraftOf(settings: readonly SettingView[]): SettingsDraft {
  return Object.fromEntries(settings.map((setting) => [setting.id, textOf(setting)]));
}

/** A stored value as the form shows it; a list that means all tools as none. */
function textOf({ value, unit, rules }: SettingView): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(unit === 's' ? value / 1000 : value);
  const all = rules?.all ?? null;
  return all !== null && value.includes(all) ? '' : value.join('\n');
}

/** Only what differs; an emptied field is not set any more. */
export function settingChanges(
  settings: readonly SettingView[],
  draft: SettingsDraft,
): NonNullable<EntryChanges['settings']> {
  const changed = settings.flatMap((setting) => {
    const text = (draft[setting.id] ?? '').trim();
    return setting.problem !== null || text === textOf(setting).trim()
      ? []
      : [[setting.id, text === '' ? null : valueOf(setting, text)] as const];
  });
  return Object.fromEntries(changed);
}

function valueOf(
  { form, unit }: SettingView,
  text: string,
): Exclude<SettingValue, readonly string[]> | string[] {
  if (form === 'text') return text;
  if (form === 'texts') return linesOf(text);
  const number = Number(text.replace(',', '.'));
  // Thousandths of a millisecond are rounding of the multiplication, not what was typed.
  return unit === 's' ? Math.round(number * 1_000_000) / 1000 : number;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Why the settings cannot be saved yet, or null. */
export function settingsBlock(settings: readonly SettingView[], draft: SettingsDraft): string | null {
  const changes = settingChanges(settings, draft);
  for (const setting of settings) {
    const value = changes[setting.id];
    const label = COPY.edit.setting[setting.id];
    if (typeof value === 'number' && !(value > 0)) return COPY.edit.blocked.duration(label);
    if (typeof value === 'number' && Number.isNaN(value)) return COPY.edit.blocked.duration(label);
    if (typeof value === 'string' && value.includes(MASK)) return COPY.edit.blocked.hidden(label);
  }
  return null;
}

/** What people look for and this client does not have for such a server, in words. */
export function lacking(settings: readonly SettingView[], local: boolean): readonly string[] {
  const has = (...ids: readonly SettingId[]) => settings.some(({ id }) => ids.includes(id));
  const words = COPY.edit.lacking;
  return [
    ...(!local || has('cwd') ? [] : [words.cwd]),
    ...(has('startTimeout', 'callTimeout', 'timeout') ? [] : [words.timeout]),
    ...(has('allowTools', 'denyTools') ? [] : [words.tools]),
  ];
}
