import type { KeyPath } from '../formats/types.ts';
import { globalFile } from './claude-code-locations.ts';
import { ruleKind, ruleMatches } from './claude-code-rules.ts';
import type { RuleSubject } from './claude-code-rules.ts';
import { isList, isManaged, locationOf, samePath, shownPath } from './shared-parts.ts';
import type { ClientFiles, ConfigLocation, RawEntry } from './types.ts';

/** One reason why Claude Code does not load an entry, and how it can be taken away. */
export interface Blocker {
  /** Ends the sentence "Off …". */
  readonly where: string;
  /** The list item to remove; null when it is not ours to change, with the reason. */
  readonly undo: { readonly path: string; readonly item: KeyPath } | null;
  readonly why: string;
  /** A refused approval, as opposed to a switch. */
  readonly rejects: boolean;
}

export type Subject = RuleSubject & Pick<RawEntry, 'scope' | 'project'>;

/** Everything that keeps an entry off, in the order Claude Code 2.1.329 looks at it (tried one by one). */
export function blockersOf(files: ClientFiles, subject: Subject): readonly Blocker[] {
  return [
    ...denials(files, subject),
    ...notAllowed(files, subject),
    ...projectDisables(files, subject),
    ...rejections(files, subject),
  ];
}

/** `projects[…]` keys in the global file are git roots, or the start folder outside of git. */
export function recordKey(files: ClientFiles, project: string): string | null {
  const document = files.document(globalFile(files));
  if (document?.has(['projects', project]) === true) return project;
  const keys = document?.keys(['projects']) ?? [];
  return keys.find((key) => samePath(files.env, key, project)) ?? null;
}

/** Settings that reach an entry: the person's and the organisation's; a project's only inside of it. */
export function settingsReaching(files: ClientFiles, subject: Subject): readonly ConfigLocation[] {
  const byProject = settingsByProject(files.locations);
  const everywhere = byProject.get(null) ?? [];
  if (subject.project === null || subject.scope === 'managed') return everywhere;
  return [...everywhere, ...(byProject.get(subject.project) ?? [])];
}

/** Asked for each of a thousand entries, so the grouping is kept as long as the list of locations lives. */
const grouped = new WeakMap<
  readonly ConfigLocation[],
  ReadonlyMap<string | null, readonly ConfigLocation[]>
>();

function settingsByProject(
  locations: readonly ConfigLocation[],
): ReadonlyMap<string | null, readonly ConfigLocation[]> {
  const known = grouped.get(locations);
  if (known !== undefined) return known;
  const settings = locations.filter((location) => location.role === 'settings');
  const groups = Map.groupBy(settings, (location) => location.project);
  grouped.set(locations, groups);
  return groups;
}

function denials(files: ClientFiles, subject: Subject): readonly Blocker[] {
  return settingsReaching(files, subject).flatMap((location) => {
    const rules = files.document(location.path)?.get(['deniedMcpServers']);
    if (!isList(rules)) return [];
    return rules.flatMap((rule, index) => {
      if (!ruleMatches(rule, subject)) return [];
      const broad = ruleKind(rule) !== 'serverName';
      return [
        blocker(files, location, ['deniedMcpServers', index], broad ? 'an address or command rule' : null),
      ];
    });
  });
}

/** An organisation's own servers need no place on the allow list. */
function notAllowed(files: ClientFiles, subject: Subject): readonly Blocker[] {
  if (subject.scope === 'managed') return [];
  const reaching = settingsReaching(files, subject);
  const managedOnly = reaching.some(
    (location) =>
      isManaged(location) && files.document(location.path)?.get(['allowManagedMcpServersOnly']) === true,
  );
  const lists = reaching.flatMap((location) => {
    const rules = files.document(location.path)?.get(['allowedMcpServers']);
    return isList(rules) && (!managedOnly || isManaged(location)) ? [{ location, rules }] : [];
  });
  if (lists.length === 0) return [];
  const all = lists.flatMap((list) => list.rules);
  const special = subject.command === null ? 'serverUrl' : 'serverCommand';
  const kind = all.some((rule) => ruleKind(rule) === special) ? special : 'serverName';
  if (all.some((rule) => ruleKind(rule) === kind && ruleMatches(rule, subject))) return [];
  const shown = lists.map((list) => shownPath(files.env, list.location.path)).join(' and ');
  return [
    {
      where: `because it is not on the allow list in ${shown}`,
      undo: null,
      why: `Claude Code loads only the servers on the allow list in ${shown}.`,
      rejects: false,
    },
  ];
}

/** `/mcp disable` inside Claude Code writes here; the name counts for every scope in that project. */
function projectDisables(files: ClientFiles, subject: Subject): readonly Blocker[] {
  const key = subject.project === null ? null : recordKey(files, subject.project);
  if (key === null) return [];
  return namesIn(files, globalFile(files), ['projects', key, 'disabledMcpServers'], subject.name).map(
    (item) => ({
      where: 'in this project',
      undo: { path: globalFile(files), item },
      why: '',
      rejects: false,
    }),
  );
}

/** `.mcp.json` entries: a rejection in any settings file or in the project's record outweighs approvals. */
function rejections(files: ClientFiles, subject: Subject): readonly Blocker[] {
  if (subject.scope !== 'project' || subject.project === null) return [];
  const inSettings = settingsReaching(files, subject).flatMap((location) =>
    namesIn(files, location.path, ['disabledMcpjsonServers'], subject.name).map((item) =>
      blocker(files, location, item, null),
    ),
  );
  const key = recordKey(files, subject.project);
  if (key === null) return inSettings;
  const path = globalFile(files);
  const inRecord = namesIn(files, path, ['projects', key, 'disabledMcpjsonServers'], subject.name);
  return [
    ...inSettings,
    ...inRecord.map((item) => ({ where: 'in this project', undo: { path, item }, why: '', rejects: true })),
  ];
}

function namesIn(files: ClientFiles, path: string, list: KeyPath, name: string): readonly KeyPath[] {
  const names = files.document(path)?.get(list);
  if (!isList(names)) return [];
  return names.flatMap((item, index) => (item === name ? [[...list, index]] : []));
}

/** A file shared with others, or a rule that may mean other servers too, is not ours to change. */
function blocker(
  files: ClientFiles,
  location: ConfigLocation,
  item: KeyPath,
  broadRule: string | null,
): Blocker {
  const rejects = item[0] === 'disabledMcpjsonServers';
  const shown = shownPath(files.env, location.path);
  const where = isManaged(location)
    ? `by your organisation, in ${shown}`
    : location.scope === 'user'
      ? `everywhere, by ${shown}`
      : `by ${shown}`;
  if (isManaged(location)) {
    return { where, undo: null, why: `Your organisation turned it off in ${shown}.`, rejects };
  }
  if (location.scope === 'project') {
    const why = `It is turned off in ${shown}, which everyone on the project shares.`;
    return { where, undo: null, why, rejects };
  }
  if (broadRule !== null) {
    const why = `It is turned off by ${broadRule} in ${shown}, which may mean others too.`;
    return { where, undo: null, why, rejects };
  }
  return { where, undo: { path: location.path, item }, why: '', rejects };
}

/**
 * Claude Code asks each person before it loads `.mcp.json` entries. The person's and the organisation's
 * settings count at once; a project's own count only after the person trusted the folder (2.1.329).
 */
export function isApproved(files: ClientFiles, subject: Subject): boolean {
  if (subject.project === null) return false;
  const key = recordKey(files, subject.project);
  const global = files.document(globalFile(files));
  const trusted = key !== null && global?.get(['projects', key, 'hasTrustDialogAccepted']) === true;
  const approves = (path: string, root: KeyPath): boolean =>
    files.document(path)?.get([...root, 'enableAllProjectMcpServers']) === true ||
    namesIn(files, path, [...root, 'enabledMcpjsonServers'], subject.name).length > 0;
  const bySettings = settingsReaching(files, subject).some((location) => {
    const counts = trusted || location.scope === 'user' || isManaged(location);
    return counts && approves(location.path, []);
  });
  return bySettings || (trusted && approves(globalFile(files), ['projects', key]));
}

/** While this file is there, Claude Code loads nothing but its servers (2.1.329: even when it is empty). */
export function managedFileRules(files: ClientFiles, managedFile: string): boolean {
  return locationOf(files, managedFile) !== undefined && files.document(managedFile) !== null;
}
