import type { HistoryItem } from '../../../shared/snapshot.ts';

const VERBS = {
  add: ['Add', 'Added', 'to'],
  remove: ['Remove', 'Removed', 'from'],
  disable: ['Disable', 'Disabled', 'in'],
  enable: ['Enable', 'Enabled', 'in'],
  edit: ['Change', 'Changed', 'in'],
  rename: ['Rename', 'Renamed', 'in'],
  copy: ['Copy', 'Copied', 'to'],
  fix: ['Take secrets out of', 'Took secrets out of', 'in'],
  protect: ['Keep the file private that holds', 'Kept private: the file that holds', 'for'],
} as const;

/** A change in words: before it is done ("Disable kfuse in Codex"), and as it stands in the history. */
export interface ChangeTitle {
  readonly ask: string;
  readonly done: string;
}

export function changeTitle(
  kind: Exclude<HistoryItem['kind'], 'undo'>,
  servers: readonly string[],
  clients: readonly string[],
): ChangeTitle {
  const [ask, done, where] = VERBS[kind];
  const what = `${countOf(servers, 'servers')} ${where} ${countOf(clients, 'clients')}`;
  return { ask: `${ask} ${what}`, done: `${done} ${what}` };
}

export function undoTitle(undone: string): ChangeTitle {
  const inner = /^(?:Undid: )(.*)$/.exec(undone)?.[1];
  if (inner !== undefined) return { ask: `Do again: ${inner}`, done: `Did again: ${inner}` };
  return { ask: `Undo: ${undone}`, done: `Undid: ${undone}` };
}

/** For a change that is made again as it was. */
export function redoTitle(done: string): ChangeTitle {
  const again = done.replace(/^Did again: /, '');
  return { ask: `Do again: ${again}`, done: `Did again: ${again}` };
}

function countOf(names: readonly string[], noun: string): string {
  const unique = [...new Set(names)];
  return unique.length <= 2 ? unique.join(' and ') : `${unique.length} ${noun}`;
}
