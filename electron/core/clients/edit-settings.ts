import type { EntryChanges } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { settingFits } from '../../../shared/entry-settings.ts';
import type { SettingId, SettingValue } from '../../../shared/entry-settings.ts';
import { redactText } from '../../../shared/redact.ts';
import type { Transport } from '../../../shared/domain.ts';
import { valueAt } from '../formats/intent.ts';
import type { ConfigValue, EditOp } from '../formats/types.ts';
import { keyOf, storedSetting } from './entry-settings.ts';
import type { PlacedSetting } from './entry-settings.ts';

type NewText = (field: string, before: string | null, shown: string | null, text: string) => Result<string>;

interface SettingSubject {
  readonly clientName: string;
  readonly settings: readonly PlacedSetting[];
  /** The kind that the entry has after the change. */
  readonly transport: Transport;
  readonly stored: ConfigValue;
}

const SAID: Readonly<Record<SettingId, string>> = {
  cwd: 'folder to start in',
  envFile: 'file of variables',
  passedVariables: 'list of variables to pass on',
  headersCommand: 'command for headers',
  startTimeout: 'time-out for starting',
  callTimeout: 'time-out for calls',
  timeout: 'time-out',
  allowTools: 'list of allowed tools',
  denyTools: 'list of denied tools',
  autoApproveTools: 'list of tools that run without asking',
};

/**
 * The smallest edits, relative to the entry, that make settings what they should be. Unsupported where the client
 * has no such setting for this kind of server, InvalidRequest where the value does not fit it.
 */
export function settingOps(
  subject: SettingSubject,
  changes: NonNullable<EntryChanges['settings']>,
  newText: NewText,
): Result<readonly EditOp[]> {
  const { clientName, settings, transport, stored } = subject;
  const ops: EditOp[] = [];
  for (const [id, value] of Object.entries(changes) as [SettingId, SettingValue | null][]) {
    const setting = settings.find((one) => one.id === id && settingFits(one.goesWith, transport));
    if (setting === undefined) {
      return fail('Unsupported', `${clientName} has no ${SAID[id]} for this kind of server.`, {
        next: 'Leave it out.',
      });
    }
    const one = value === null ? ok(unsetOps(setting, stored)) : setOps(setting, stored, value, newText);
    if (!one.ok) return one;
    ops.push(...one.value);
  }
  return ok(ops);
}

function unsetOps(setting: PlacedSetting, stored: ConfigValue): readonly EditOp[] {
  const { path } = setting;
  const all = setting.rules?.all ?? null;
  if (valueAt(stored, path) === undefined) return [];
  // Its own command writes the item that means all, so an entry that is to allow all says so too.
  return all === null ? [{ op: 'remove', path }] : setList(setting, stored, [all]);
}

function setOps(
  setting: PlacedSetting,
  stored: ConfigValue,
  value: SettingValue,
  newText: NewText,
): Result<readonly EditOp[]> {
  const { path, form } = setting;
  const before = storedSetting(setting, stored);
  if (before.problem !== null) {
    return fail('Unsupported', before.problem, { next: 'Correct it in its file first.' });
  }
  if (form === 'duration') {
    const number = inUnit(setting, value);
    if (!number.ok) return number;
    return ok(valueAt(stored, path) === number.value ? [] : [{ op: 'set', path, value: number.value }]);
  }
  if (form === 'text') {
    const was = typeof before.value === 'string' ? before.value : null;
    if (typeof value !== 'string' || value.trim() === '') return misfit(setting, 'needs a text');
    const text = newText(keyOf(setting), was, was === null ? null : redactText(was), value);
    if (!text.ok) return text;
    return ok(text.value === was ? [] : [{ op: 'set', path, value: text.value }]);
  }
  if (typeof value === 'string' || typeof value === 'number') return misfit(setting, 'needs a list');
  const items = [...new Set(value.map((item) => item.trim()).filter((item) => item !== ''))];
  if (items.length === 0 && setting.id === 'allowTools' && setting.rules?.emptyMeansAll === true) {
    return fail('InvalidRequest', 'Here an empty list of allowed tools would allow every tool.', {
      next: 'Allow at least one, or disable the server.',
    });
  }
  return ok(setList(setting, stored, items));
}

/** Item by item, so that comments in the list stay where they are. */
function setList({ path }: PlacedSetting, stored: ConfigValue, after: readonly string[]): readonly EditOp[] {
  const before = valueAt(stored, path);
  if (!Array.isArray(before)) return [{ op: 'set', path, value: after }];
  const items: readonly ConfigValue[] = before;
  const gone = items.flatMap((item, index) =>
    typeof item === 'string' && after.includes(item) ? [] : [index],
  );
  const added = after.filter((item) => !items.includes(item));
  return [
    ...gone.toReversed().map((index): EditOp => ({ op: 'remove', path: [...path, index] })),
    ...added.map((value): EditOp => ({ op: 'append', path, value })),
  ];
}

/** Milliseconds in the client's own unit. */
function inUnit(setting: PlacedSetting, value: SettingValue): Result<number> {
  const { unit, most, fractions } = setting;
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
    return misfit(setting, 'needs a time above zero');
  }
  if (most !== undefined && value > most) return misfit(setting, `takes at most ${most / 1000} seconds`);
  const number = unit === 's' ? value / 1000 : value;
  if (Number.isInteger(number) || fractions === true) return ok(number);
  return misfit(setting, `takes whole ${unit === 's' ? 'seconds' : 'milliseconds'} only`);
}

function misfit(setting: PlacedSetting, what: string): Result<never> {
  return fail('InvalidRequest', `“${keyOf(setting)}” ${what}.`, { next: 'Correct it and try again.' });
}
