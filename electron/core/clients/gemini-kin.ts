import { parse } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import type { ConfigDocument } from '../formats/types.ts';
import { CWD, inMilliseconds, toolList } from './entry-settings.ts';
import type { MapFile } from './map-client.ts';
import type { EntryShape } from './map-entry.ts';
import type { ListSubject, SwitchList } from './map-switch.ts';
import { joinPath, shownPath } from './shared-parts.ts';
import type { ClientFiles, PathEnv, RawEntry } from './types.ts';

/** Where Gemini CLI and its forks keep the layers of their settings, lowest first in what they decide. */
export interface SettingsLayers {
  readonly defaults: string;
  readonly user: string;
  readonly project: (folder: string) => string;
  readonly system: string;
}

/**
 * What else an entry can have. An empty `includeTools` leaves nothing; `name(` stands for `name` too, which is not
 * read here.
 */
export const KIN_EXTRAS = {
  only: ['oauth', 'authProviderType', 'targetAudience', 'targetServiceAccount'],
  settings: [
    CWD,
    inMilliseconds('timeout', 'timeout'),
    toolList('allowTools', 'includeTools'),
    toolList('denyTools', 'excludeTools'),
  ],
} as const satisfies Pick<EntryShape, 'only' | 'settings'>;

/** System files of a fork: `folder` is its name below the usual places, `mac` its spelling on macOS. */
export function systemFiles(
  env: PathEnv,
  names: { readonly folder: string; readonly mac: string; readonly prefix: string },
): Pick<SettingsLayers, 'defaults' | 'system'> {
  const usual = {
    linux: `/etc/${names.folder}/settings.json`,
    darwin: `/Library/Application Support/${names.mac}/settings.json`,
    win32: `C:\\ProgramData\\${names.folder}\\settings.json`,
  };
  const system = env.vars[`${names.prefix}_SYSTEM_SETTINGS_PATH`] || usual[env.platform];
  const defaults = joinPath(env, system, '..', 'system-defaults.json');
  return { system, defaults: env.vars[`${names.prefix}_SYSTEM_DEFAULTS_PATH`] || defaults };
}

export function layerFiles(layers: SettingsLayers, projects: readonly string[]): readonly MapFile[] {
  return [
    { scope: 'user', path: layers.user },
    { scope: 'managed', path: layers.system },
    { scope: 'managed', path: layers.defaults, tag: 'system-defaults.json' },
    ...projects.map((project) => ({ scope: 'project' as const, project, path: layers.project(project) })),
  ];
}

/** One name list of the settings in each layer that reaches an entry, the most decisive first. */
export function listsInLayers(
  files: ClientFiles,
  layers: SettingsLayers,
  subject: Pick<ListSubject, 'project'>,
  list: Pick<SwitchList, 'at' | 'form' | 'spell' | 'means'>,
): readonly SwitchList[] {
  const { env } = files;
  const byIt = (path: string): string => `It is turned off in ${shownPath(env, path)}`;
  const managed = (path: string) => ({ path, fixed: `${byIt(path)}, for everyone on this computer.` });
  const project = subject.project === null ? null : layers.project(subject.project);
  const places = [
    managed(layers.system),
    ...(project === null
      ? []
      : [{ path: project, fixed: `${byIt(project)}, which everyone on the project shares.` }]),
    { path: layers.user, fixed: null },
    managed(layers.defaults),
  ];
  return places.map(({ path, fixed }) => ({ ...list, path, fixed, format: 'jsonc' }));
}

/**
 * An entry of the same name in one of these files, which come before its own (seen with 0.61.0 and 0.24.4:
 * system > project > person > system defaults, whole entries). `also` adds files between it and the system's.
 */
export function hiddenBy(
  client: string,
  files: ClientFiles,
  layers: SettingsLayers,
  entry: RawEntry,
  also: readonly string[] = [],
): RawEntry['ignored'] {
  const { path } = entry.location;
  if (path === layers.system) return null;
  const before = [layers.system, ...(path === layers.defaults ? [layers.user] : []), ...also];
  const winner = before.find((file) => files.document(file)?.get(['mcpServers', entry.name]) !== undefined);
  if (winner === undefined) return null;
  return {
    reason: `${client} takes “${entry.name}” from ${shownPath(files.env, winner)} instead.`,
    next: 'Change it there, or give this one another name.',
  };
}

const refusals = new WeakMap<ConfigDocument, string | null>();

/**
 * Gemini CLI and its forks strip comments and leave the rest to `JSON.parse`, so a trailing comma costs them
 * the whole file, and so does a byte order mark unless they `skipsMark` (seen: Gemini CLI 0.61.0, Qwen Code
 * 0.24.4). Null when they can read it.
 */
export function refusal(
  client: string,
  document: ConfigDocument | null,
  { skipsMark }: { readonly skipsMark: boolean },
): string | null {
  if (document === null) return null;
  const known = refusals.get(document);
  if (known !== undefined) return known;
  const text = document.text;
  const marked = text.startsWith('\uFEFF');
  const reason =
    marked && !skipsMark
      ? `${client} refuses the whole file because it begins with a byte order mark.`
      : hasTrailingComma(marked ? text.slice(1) : text)
        ? `${client} refuses the whole file because of a comma before a closing bracket.`
        : null;
  refusals.set(document, reason);
  return reason;
}

/** The document has been read before, so nothing else can be wrong with it. */
function hasTrailingComma(text: string): boolean {
  const errors: ParseError[] = [];
  parse(text, errors, { allowTrailingComma: false, allowEmptyContent: true });
  return errors.length > 0;
}
