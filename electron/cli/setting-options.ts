import type { EntryChanges } from '../../shared/actions.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import { ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { settingFits } from '../../shared/entry-settings.ts';
import type { SettingId } from '../../shared/entry-settings.ts';
import {
  hasToolLists,
  offeringAll,
  toolChanges,
  toolChoiceOf,
  withNamed,
  withOffered,
} from '../../shared/tool-lists.ts';
import type { ToolChoice } from '../../shared/tool-lists.ts';
import { usage } from './parse-args.ts';
import type { ParsedArgs } from './parse-args.ts';
import { VERBS } from './verbs.ts';

type Settings = NonNullable<EntryChanges['settings']>;

/** The settings that the options of `edit` name. `kind` is the one the entry will have. */
export function settingsFrom(args: ParsedArgs, entry: ServerEntry, kind: string): Result<Settings> {
  const has = (id: SettingId) =>
    entry.settings.some((one) => one.id === id && settingFits(one.goesWith, kind));
  const settings: Settings = {};
  for (const [option, id] of [
    ['cwd', 'cwd'],
    ['env-file', 'envFile'],
  ] as const) {
    const text = args.value(option);
    if (text !== null) settings[id] = text === '' ? null : text;
  }
  for (const [option, id] of [
    ['start-timeout', 'startTimeout'],
    ['timeout', has('timeout') || !has('callTimeout') ? 'timeout' : 'callTimeout'],
  ] as const) {
    const text = args.value(option);
    if (text === null) continue;
    const time = text === '' ? null : milliseconds(text);
    if (time === undefined) return usage(VERBS.edit, `Write --${option} as 30, 30s, 1.5m or 500ms.`);
    settings[id] = time;
  }
  const tools = toolsFrom(args, entry);
  return tools.ok ? ok({ ...settings, ...tools.value }) : tools;
}

/** A bare number is seconds. Undefined: no time. */
export function milliseconds(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text.trim());
  if (found === null) return undefined;
  const unit = { ms: 1, s: 1000, m: 60_000 }[found[2] ?? 's'] ?? 1000;
  return Math.round(Number(found[1]) * unit * 1000) / 1000;
}

/** Whether an option is about tools, even when the lists say so already. */
export function namesTools(args: ParsedArgs): boolean {
  const lists = ['enable-tool', 'disable-tool', 'auto-approve', 'no-auto-approve'];
  return (
    args.flag('all-tools') ||
    args.value('only-tools') !== null ||
    lists.some((option) => args.values(option).length > 0)
  );
}

/** Each name changes the lists as little as can be, so that the file keeps its order and comments. */
function toolsFrom(args: ParsedArgs, entry: ServerEntry): Result<Settings> {
  const named = (option: string) =>
    args
      .values(option)
      .flatMap((list) => list.split(',').map((name) => name.trim()))
      .filter((name) => name !== '');
  const only = args.value('only-tools');
  const [on, off] = [named('enable-tool'), named('disable-tool')];
  const [silent, asking] = [named('auto-approve'), named('no-auto-approve')];
  const before = toolChoiceOf(entry.settings);
  const wantsLists = args.flag('all-tools') || only !== null || on.length + off.length > 0;
  if (wantsLists && !hasToolLists(before)) {
    return usage(VERBS.edit, `The client of "${entry.name}" has no list of tools in its file.`);
  }
  if (silent.length + asking.length > 0 && before.autoApproveTools === undefined) {
    return usage(VERBS.edit, `The client of "${entry.name}" has no list of tools that run without asking.`);
  }
  let choice: ToolChoice = args.flag('all-tools') ? offeringAll(before) : before;
  if (only !== null) {
    if (before.allowTools === undefined) {
      return usage(VERBS.edit, 'Its client can only leave tools out: name them with --disable-tool.');
    }
    const names = only.split(',').map((name) => name.trim());
    choice = { ...offeringAll(choice), allowTools: names.filter((name) => name !== '') };
  }
  if (choice.denyTools === undefined && off.some((tool) => choice.allowTools?.includes(tool) !== true)) {
    return usage(VERBS.edit, 'Its client can only list what it offers: name those with --only-tools.');
  }
  for (const tool of on) choice = withOffered(choice, entry.settings, [], { tool, offered: true });
  for (const tool of off) choice = withOffered(choice, entry.settings, [], { tool, offered: false });
  for (const tool of silent) choice = withNamed(choice, 'autoApproveTools', { tool, named: true });
  for (const tool of asking) choice = withNamed(choice, 'autoApproveTools', { tool, named: false });
  return ok(toolChanges(entry.settings, choice));
}
