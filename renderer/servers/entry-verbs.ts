import type { ServerEntry } from '../../shared/domain.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import type { Commands } from '../commands.ts';
import { COPY, SCOPE_SHORT } from '../copy/copy.ts';

/** What can be done with one entry of a server, from the row's menu, by key, or in the dialog that asks which. */
export type EntryVerb = 'sign-in' | 'toggle' | 'edit' | 'copy' | 'remove';

const POSSIBLE: Readonly<Record<EntryVerb, (entry: ServerEntry) => boolean>> = {
  'sign-in': ({ can }) => can.clientSignIn,
  toggle: ({ enabled, can }) => (enabled ? can.disable : can.enable),
  edit: ({ can }) => can.edit || can.rename,
  copy: ({ can }) => can.copy,
  remove: ({ can }) => can.remove,
};

/** Entries that the verb can be done with; what is off comes first, because it waits to be switched on. */
export function entriesFor(verb: EntryVerb, group: ServerGroup): readonly ServerEntry[] {
  const entries = group.entries.filter(POSSIBLE[verb]);
  return verb === 'toggle' ? entries.toSorted((a, b) => Number(a.enabled) - Number(b.enabled)) : entries;
}

export function runVerb(commands: Commands, verb: EntryVerb, entry: ServerEntry): void {
  switch (verb) {
    case 'sign-in':
      return commands.signIn(entry.ref, 'client');
    case 'toggle':
      return commands.toggle(entry);
    case 'edit':
      return commands.edit(entry);
    case 'copy':
      return commands.copyTo(entry);
    case 'remove':
      return commands.remove(entry);
  }
}

/** The verb with its object; `place` is null where the server has no other place. */
export function verbLabel(verb: EntryVerb, entry: ServerEntry, client: string, place: string | null): string {
  switch (verb) {
    case 'sign-in':
      return COPY.action.signInWith(place ?? client);
    case 'toggle': {
      const word = entry.enabled ? COPY.action.disable : COPY.action.enable;
      return place === null ? word : COPY.action.inClient(word, place);
    }
    case 'edit':
      return place === null ? COPY.action.edit : COPY.action.editIn(place);
    case 'copy':
      return place === null ? COPY.action.copyTo : COPY.action.copyFrom(place);
    case 'remove':
      return place === null ? COPY.action.remove : COPY.action.removeFrom(place);
  }
}

/** "Codex", "Claude Code (web-app, private)", "Codex “docs-2”": enough to tell an entry from the others. */
export function placeName(entry: ServerEntry, group: ServerGroup, client: string): string {
  const project =
    entry.project === null
      ? ''
      : ` (${COPY.detail.inProject(folderName(entry.project), SCOPE_SHORT[entry.scope])})`;
  return `${client}${project}${entry.name === group.name ? '' : ` “${entry.name}”`}`;
}

/** Last part of a folder path, in either slash direction. */
export function folderName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
