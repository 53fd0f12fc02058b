import type { EntryChanges } from './actions.ts';
import type { SettingView, ToolListRules } from './entry-settings.ts';

const LISTS = ['allowTools', 'denyTools', 'autoApproveTools'] as const;
export type ToolListId = (typeof LISTS)[number];

/** The lists of an entry, as chosen: null is a list that is not there, and one that the client lacks is left out. */
export type ToolChoice = Readonly<Partial<Record<ToolListId, readonly string[] | null>>>;

const NO_RULES: ToolListRules = { all: null, emptyMeansAll: false, globs: false };

/** The lists a client has for an entry, as stored. A list that allows everything counts as none. */
export function toolChoiceOf(settings: readonly SettingView[]): ToolChoice {
  const lists = LISTS.flatMap((id) => {
    const view = settings.find((one) => one.id === id && one.problem === null);
    return view === undefined ? [] : [[id, listOf(view)] as const];
  });
  return Object.fromEntries(lists);
}

function listOf({ id, value, rules }: SettingView): readonly string[] | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return null;
  if (id !== 'allowTools' || rules === null) return value;
  const means = rules.all !== null && value.includes(rules.all);
  return means || (value.length === 0 && rules.emptyMeansAll) ? null : value;
}

/** Whether the client has a list by which tools are offered or not. */
export function hasToolLists(choice: ToolChoice): boolean {
  return choice.allowTools !== undefined || choice.denyTools !== undefined;
}

/** The effective set is allow ∖ deny: what the allow list leaves, without what the deny list names. */
export function isOffered(choice: ToolChoice, settings: readonly SettingView[], tool: string): boolean {
  const { allowTools = null, denyTools = null } = choice;
  const allowed = allowTools === null || names(allowTools, rulesOf(settings, 'allowTools'), tool);
  return allowed && !(denyTools !== null && names(denyTools, rulesOf(settings, 'denyTools'), tool));
}

function rulesOf(settings: readonly SettingView[], id: ToolListId): ToolListRules {
  return settings.find((one) => one.id === id)?.rules ?? NO_RULES;
}

function names(list: readonly string[], rules: ToolListRules, tool: string): boolean {
  return list.some((item) => matches(item, rules, tool));
}

function matches(item: string, { globs }: ToolListRules, tool: string): boolean {
  if (item === tool) return true;
  if (!globs || !item.includes('*')) return false;
  const parts = item.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(tool);
}

/** The smallest change of the lists that offers a tool, or does not. `all` are the tools of the server. */
export function withOffered(
  choice: ToolChoice,
  settings: readonly SettingView[],
  all: readonly string[],
  { tool, offered }: { readonly tool: string; readonly offered: boolean },
): ToolChoice {
  if (isOffered(choice, settings, tool) === offered) return choice;
  const { allowTools, denyTools } = choice;
  if (offered) {
    const allowed = allowTools == null || names(allowTools, rulesOf(settings, 'allowTools'), tool);
    return {
      ...choice,
      ...(denyTools == null ? {} : { denyTools: shortened(denyTools, tool) }),
      ...(allowed || allowTools == null ? {} : { allowTools: [...allowTools, tool] }),
    };
  }
  if (allowTools?.includes(tool) === true && !coveredElse(allowTools, settings, tool)) {
    return { ...choice, allowTools: allowTools.filter((item) => item !== tool) };
  }
  if (denyTools !== undefined) return { ...choice, denyTools: [...(denyTools ?? []), tool] };
  return { ...choice, allowTools: all.filter((one) => one !== tool && isOffered(choice, settings, one)) };
}

/** An item with `*` goes on allowing a tool that is no longer named itself. */
function coveredElse(list: readonly string[], settings: readonly SettingView[], tool: string): boolean {
  return names(
    list.filter((item) => item !== tool),
    rulesOf(settings, 'allowTools'),
    tool,
  );
}

/** A list that loses its last name is not there any more. */
function shortened(list: readonly string[], tool: string): readonly string[] | null {
  const rest = list.filter((item) => item !== tool);
  return rest.length === 0 ? null : rest;
}

/** Adds a name to a list, or takes it away. */
export function withNamed(
  choice: ToolChoice,
  id: ToolListId,
  { tool, named }: { readonly tool: string; readonly named: boolean },
): ToolChoice {
  const list = choice[id] ?? [];
  if (list.includes(tool) === named) return choice;
  return {
    ...choice,
    [id]: named
      ? [...list, tool]
      : id === 'allowTools'
        ? list.filter((item) => item !== tool)
        : shortened(list, tool),
  };
}

/** Every tool is offered, those too that the server adds later. */
export function offeringAll(choice: ToolChoice): ToolChoice {
  return {
    ...choice,
    ...(choice.allowTools === undefined ? {} : { allowTools: null }),
    ...(choice.denyTools === undefined ? {} : { denyTools: null }),
  };
}

/** The tools that are offered now, and none that the server adds later. */
export function offeringOnly(
  choice: ToolChoice,
  settings: readonly SettingView[],
  all: readonly string[],
): ToolChoice {
  return {
    ...choice,
    allowTools: all.filter((tool) => isOffered(choice, settings, tool)),
    ...(choice.denyTools === undefined ? {} : { denyTools: null }),
  };
}

/** Names in the lists that the server does not have: misspelt, or gone. */
export function unknownTools(
  choice: ToolChoice,
  settings: readonly SettingView[],
  all: readonly string[],
): readonly { readonly list: ToolListId; readonly name: string }[] {
  return LISTS.flatMap((list) =>
    (choice[list] ?? [])
      .filter((name) => !all.some((tool) => matches(name, rulesOf(settings, list), tool)))
      .map((name) => ({ list, name })),
  );
}

/** What an edit has to say to get from the stored lists to the chosen ones. */
export function toolChanges(
  settings: readonly SettingView[],
  choice: ToolChoice,
): NonNullable<EntryChanges['settings']> {
  const stored = toolChoiceOf(settings);
  const changed = LISTS.flatMap((id) => {
    const before = stored[id];
    const after = choice[id];
    if (before === undefined || after === undefined || isSame(before, after)) return [];
    return [[id, after === null ? null : [...after]] as const];
  });
  return Object.fromEntries(changed);
}

function isSame(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  const left = new Set(one);
  const right = new Set(other);
  return left.size === right.size && [...left].every((item) => right.has(item));
}
