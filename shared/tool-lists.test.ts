import { describe, expect, test } from 'vitest';
import type { SettingView, ToolListRules } from './entry-settings.ts';
import {
  hasToolLists,
  isOffered,
  offeringAll,
  offeringOnly,
  toolChanges,
  toolChoiceOf,
  unknownTools,
  withNamed,
  withOffered,
} from './tool-lists.ts';
import type { ToolListId } from './tool-lists.ts';

const TOOLS = ['search', 'query', 'delete_all_entities'];

function list(
  id: ToolListId,
  value: readonly string[] | null,
  rules: Partial<ToolListRules> = {},
): SettingView {
  return {
    id,
    key: id,
    form: 'texts',
    unit: null,
    goesWith: null,
    value,
    problem: null,
    rules: { all: null, emptyMeansAll: false, globs: false, ...rules },
  };
}

const both = (allow: readonly string[] | null, deny: readonly string[] | null) => [
  list('allowTools', allow),
  list('denyTools', deny),
];

const offered = (settings: readonly SettingView[]) =>
  TOOLS.filter((tool) => isOffered(toolChoiceOf(settings), settings, tool));

describe('which tools are offered (allow ∖ deny)', () => {
  test.each([
    ['no lists', null, null, TOOLS],
    ['an allow list', ['search'], null, ['search']],
    ['an empty allow list', [], null, []],
    ['a deny list', null, ['query'], ['search', 'delete_all_entities']],
    ['an empty deny list', null, [], TOOLS],
    ['both, which name different tools', ['search', 'query'], ['delete_all_entities'], ['search', 'query']],
    ['both, which name the same tool', ['search', 'query'], ['query'], ['search']],
    ['an allow list of unknown tools', ['serach'], null, []],
  ] as const)('%s', (_name, allow, deny, expected) => {
    expect(offered(both(allow, deny))).toEqual([...expected]);
  });

  test('an item that means all, an empty list that means all, and patterns', () => {
    expect(offered([list('allowTools', ['*'], { all: '*' })])).toEqual(TOOLS);
    expect(offered([list('allowTools', [], { emptyMeansAll: true })])).toEqual(TOOLS);
    expect(offered([list('allowTools', ['*e*ry'], { globs: true })])).toEqual(['query']);
    expect(offered([list('allowTools', ['*e*ry'])])).toEqual([]);
  });

  test('what runs without asking says nothing about it', () => {
    const settings = [list('autoApproveTools', ['search'])];
    expect(hasToolLists(toolChoiceOf(settings))).toBe(false);
    expect(offered(settings)).toEqual(TOOLS);
  });

  test('a list that cannot be changed here is none of the lists', () => {
    const settings = [{ ...list('allowTools', ['a']), problem: 'it holds more than names' }];
    expect(toolChoiceOf(settings)).toEqual({});
  });
});

const set = (settings: readonly SettingView[], tool: string, on: boolean) =>
  withOffered(toolChoiceOf(settings), settings, TOOLS, { tool, offered: on });

describe('choosing tools', () => {
  test('changes the lists as little as can be', () => {
    expect(set(both(['search', 'query'], null), 'query', false)).toEqual({
      allowTools: ['search'],
      denyTools: null,
    });
    expect(set(both(null, null), 'query', false)).toEqual({ allowTools: null, denyTools: ['query'] });
    expect(set(both(null, ['query']), 'query', true)).toEqual({ allowTools: null, denyTools: null });
    expect(set(both(['search'], ['query']), 'query', true)).toEqual({
      allowTools: ['search', 'query'],
      denyTools: null,
    });
    expect(set(both(['search'], null), 'search', true)).toEqual({ allowTools: ['search'], denyTools: null });
  });

  test('writes an allow list where the client has no other', () => {
    const settings = [list('allowTools', null)];
    expect(set(settings, 'delete_all_entities', false)).toEqual({ allowTools: ['search', 'query'] });
  });

  test('writes out a pattern that would go on allowing the tool', () => {
    const settings = [list('allowTools', ['*'], { globs: true })];
    expect(set(settings, 'query', false)).toEqual({ allowTools: ['search', 'delete_all_entities'] });
  });

  test('takes all, or only those that are offered now', () => {
    const settings = both(['search', 'query'], ['query']);
    const choice = toolChoiceOf(settings);
    expect(offeringAll(choice)).toEqual({ allowTools: null, denyTools: null });
    expect(offeringOnly(choice, settings, TOOLS)).toEqual({ allowTools: ['search'], denyTools: null });
  });

  test('names what is in a list and not at the server', () => {
    const settings = [...both(['serach', 'query'], ['gone']), list('autoApproveTools', ['search', 'old'])];
    expect(unknownTools(toolChoiceOf(settings), settings, TOOLS)).toEqual([
      { list: 'allowTools', name: 'serach' },
      { list: 'denyTools', name: 'gone' },
      { list: 'autoApproveTools', name: 'old' },
    ]);
  });

  test('says only what differs, whatever the order', () => {
    const settings = both(['search', 'query'], null);
    expect(toolChanges(settings, { allowTools: ['query', 'search'], denyTools: null })).toEqual({});
    const less = withNamed(toolChoiceOf(settings), 'allowTools', { tool: 'query', named: false });
    expect(toolChanges(settings, less)).toEqual({ allowTools: ['search'] });
    const asked = withNamed(less, 'denyTools', { tool: 'x', named: true });
    expect(toolChanges(settings, asked)).toEqual({ allowTools: ['search'], denyTools: ['x'] });
  });
});
