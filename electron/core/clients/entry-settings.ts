import { redactText } from '../../../shared/redact.ts';
import type {
  SettingForm,
  SettingId,
  SettingValue,
  SettingView,
  ToolListRules,
} from '../../../shared/entry-settings.ts';
import { valueAt } from '../formats/intent.ts';
import type { ConfigValue, KeyPath } from '../formats/types.ts';
import { isList, kindOf } from './shared-parts.ts';

/** One setting that a client has for its entries, as data. */
export interface SettingSpec {
  readonly id: SettingId;
  /** Its key, or the path where it is nested. */
  readonly at: string | KeyPath;
  readonly form: SettingForm;
  /** The unit of a duration in the file. */
  readonly unit?: 'ms' | 's';
  /** A duration may have a fraction. */
  readonly fractions?: true;
  /** The longest duration, in milliseconds. */
  readonly most?: number;
  /** The kind of server it is for; both when left out. */
  readonly goesWith?: 'stdio' | 'remote';
  /** It stands beside the fields of the server where a client nests those. */
  readonly beside?: true;
  readonly rules?: ToolListRules;
}

/** A setting with its place in one entry. */
export interface PlacedSetting extends SettingSpec {
  readonly path: KeyPath;
}

const PLAIN_LIST: ToolListRules = { all: null, emptyMeansAll: false, globs: false };

export const CWD: SettingSpec = { id: 'cwd', at: 'cwd', form: 'text', goesWith: 'stdio' };
export const ENV_FILE: SettingSpec = { id: 'envFile', at: 'envFile', form: 'text', goesWith: 'stdio' };

/** A duration in whole milliseconds. */
export function inMilliseconds(id: SettingId, at: string, more: Partial<SettingSpec> = {}): SettingSpec {
  return { id, at, form: 'duration', unit: 'ms', ...more };
}

/** A duration in seconds, whole ones unless `fractions`. */
export function inSeconds(id: SettingId, at: string | KeyPath, more: Partial<SettingSpec> = {}): SettingSpec {
  return { id, at, form: 'duration', unit: 's', ...more };
}

/**
 * A list of tool names. `allowTools`: only these are offered; `denyTools`: these are not, also when the other list
 * has them; `autoApproveTools`: these run without asking, which has nothing to do with being offered.
 */
export function toolList(
  id: 'allowTools' | 'denyTools' | 'autoApproveTools',
  at: string,
  rules: Partial<ToolListRules> = {},
  more: Partial<SettingSpec> = {},
): SettingSpec {
  return { id, at, form: 'texts', beside: true, rules: { ...PLAIN_LIST, ...rules }, ...more };
}

export function placed(
  specs: readonly SettingSpec[],
  place: (key: string) => KeyPath = (key) => [key],
): readonly PlacedSetting[] {
  return specs.map((spec) => {
    const { at } = spec;
    const path = typeof at !== 'string' ? at : spec.beside === true ? [at] : place(at);
    return { ...spec, path };
  });
}

/** The settings an entry can have, those of other kinds of servers too, with what it says of each; texts masked. */
export function settingViews(
  settings: readonly PlacedSetting[],
  stored: ConfigValue,
): readonly SettingView[] {
  return settings.map((one) => {
    const value = storedSetting(one, stored);
    const shown = value.value;
    return {
      id: one.id,
      key: keyOf(one),
      form: one.form,
      unit: one.unit ?? null,
      goesWith: one.goesWith ?? null,
      value: typeof shown === 'string' ? redactText(shown) : shown,
      problem: value.problem,
      rules: one.rules ?? null,
    };
  });
}

/** The key as the client's documentation calls it. */
export function keyOf({ path }: PlacedSetting): string {
  return path.join('.');
}

interface StoredSetting {
  readonly value: SettingValue | null;
  readonly problem: string | null;
}

/** What is stored; a value of another form than the client's reads as not set, with a sentence. */
export function storedSetting(setting: PlacedSetting, stored: ConfigValue): StoredSetting {
  const value = valueAt(stored, setting.path);
  if (value === undefined) return { value: null, problem: null };
  const wrong = (wanted: string): StoredSetting => ({
    value: null,
    problem: `“${keyOf(setting)}” is ${kindOf(value)}, not ${wanted}.`,
  });
  switch (setting.form) {
    case 'text':
      return typeof value === 'string' ? { value, problem: null } : wrong('a text');
    case 'duration':
      if (typeof value !== 'number' || !Number.isFinite(value)) return wrong('a number');
      return { value: setting.unit === 's' ? value * 1000 : value, problem: null };
    case 'texts': {
      if (!isList(value)) return wrong('a list');
      const texts = value.filter((item) => typeof item === 'string');
      const problem = texts.length === value.length ? null : `“${keyOf(setting)}” holds more than names.`;
      return { value: texts, problem };
    }
  }
}

/** One time-out for everything is a time-out of calls where a client knows only that, and the other way round. */
export function sharedTimeout(id: SettingId, settings: readonly PlacedSetting[]): SettingId {
  const other = id === 'timeout' ? 'callTimeout' : id === 'callTimeout' ? 'timeout' : id;
  const has = (wanted: SettingId): boolean => settings.some((one) => one.id === wanted);
  return !has(id) && has(other) ? other : id;
}
