/** Settings of an entry besides how its server is reached, by what they mean; each client has its own keys. */
export const SETTING_IDS = [
  'cwd',
  'envFile',
  'passedVariables',
  'headersCommand',
  'startTimeout',
  'callTimeout',
  'timeout',
  'allowTools',
  'denyTools',
  'autoApproveTools',
] as const;
export type SettingId = (typeof SETTING_IDS)[number];

/** Durations are milliseconds here, whatever the client's own unit; lists count as sets. */
export type SettingValue = string | number | readonly string[];

export type SettingForm = 'text' | 'texts' | 'duration';

/** How a client reads a list of tools. */
export interface ToolListRules {
  /** The item that means every tool ("*"); null: there is none. */
  readonly all: string | null;
  /** An empty allow list allows everything. */
  readonly emptyMeansAll: boolean;
  /** Items may hold `*` for any characters. */
  readonly globs: boolean;
}

/** One setting of one entry, as its client spells it. */
export interface SettingView {
  readonly id: SettingId;
  /** The client's own key ("tool_timeout_sec"). */
  readonly key: string;
  readonly form: SettingForm;
  /** The client's own unit of a duration. */
  readonly unit: 'ms' | 's' | null;
  /** The kind of server that can have it; null: any. */
  readonly goesWith: 'stdio' | 'remote' | null;
  /** Null: not set. Texts are masked. */
  readonly value: SettingValue | null;
  /** Why the stored value cannot be changed here, in words; null when it can. */
  readonly problem: string | null;
  /** For lists of tools only. */
  readonly rules: ToolListRules | null;
}

/** Whether a server of this kind can have the setting; one of unknown kind may have any. */
export function settingFits(goesWith: SettingView['goesWith'] | undefined, transport: string): boolean {
  if (goesWith == null || transport === 'unknown') return true;
  return (goesWith === 'stdio') === (transport === 'stdio');
}
