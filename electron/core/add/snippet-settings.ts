import type { NewServer } from '../../../shared/actions.ts';
import { findPlaceholders } from './placeholders.ts';
import type { SettingId } from '../../../shared/entry-settings.ts';

type Settings = NonNullable<NewServer['settings']>;
type Reader = (value: unknown) => string | number | string[] | null;

/** A stand-in is left out: the form has no field to replace it in. */
const text: Reader = (value) =>
  typeof value === 'string' && value.trim() !== '' && findPlaceholders(value).length === 0 ? value : null;
const names: Reader = (value) => {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const texts = items.filter((item) => typeof item === 'string');
  return texts.length > 0 && texts.length === items.length ? texts : null;
};
const time =
  (factor: number): Reader =>
  (value) =>
    typeof value === 'number' && Number.isFinite(value) && value > 0 ? value * factor : null;
/** Some clients count in seconds, others in milliseconds; no server is given less than a second. */
const guessed: Reader = (value) => time(typeof value === 'number' && value >= 1000 ? 1 : 1000)(value);

/** Members of entries, over all clients, whose meaning others share. */
const KEYS: Readonly<Record<string, readonly [SettingId, Reader]>> = {
  cwd: ['cwd', text],
  envFile: ['envFile', text],
  env_vars: ['passedVariables', names],
  startup_timeout_sec: ['startTimeout', time(1000)],
  startup_timeout_ms: ['startTimeout', time(1)],
  tool_timeout_sec: ['callTimeout', time(1000)],
  toolTimeoutMs: ['callTimeout', time(1)],
  timeout: ['timeout', guessed],
  enabled_tools: ['allowTools', names],
  includeTools: ['allowTools', names],
  available_tools: ['allowTools', names],
  disabled_tools: ['denyTools', names],
  excludeTools: ['denyTools', names],
  disabledTools: ['denyTools', names],
};

/** Members that matter to a client and are not taken along; what runs without asking is the person's to say. */
const TOLD = [
  'oauth',
  'auth',
  'headersHelper',
  'http_headers_helper',
  'inputs',
  'scopes',
  'autoApprove',
  'alwaysAllow',
  'trust',
];

export const SETTING_KEYS: readonly string[] = [...Object.keys(KEYS), ...TOLD];

/** The settings of an entry that can go along, and the names of those that cannot. */
export function settingsOf(entry: ReadonlyMap<string, unknown>): {
  readonly settings: Settings | undefined;
  readonly left: readonly string[];
} {
  const settings: Settings = {};
  const left = TOLD.filter((key) => says(entry.get(key)));
  for (const [key, [id, read]] of Object.entries(KEYS)) {
    if (!entry.has(key)) continue;
    const value = read(entry.get(key));
    if (value !== null) settings[id] = value;
    else if (says(entry.get(key))) left.push(key);
  }
  return { settings: Object.keys(settings).length === 0 ? undefined : settings, left };
}

/** An empty list, a `false` or `null` says what is so anyway. */
function says(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== '';
}
