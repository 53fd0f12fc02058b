import type { ConfigValue, KeyPath } from '../formats/types.ts';
import { settingsReaching } from './claude-code-blockers.ts';
import { claudeConfigDir } from './claude-code-locations.ts';
import { blankEntry, isList, isRecord, joinPath, membersAt, samePath, shownPath } from './shared-parts.ts';
import type { ClientFiles, ConfigLocation, PathEnv, RawEntry } from './types.ts';

const CLIENT = 'claude-code';
const INLINE = 'plugin.json';

/** A server of a plugin, not read yet: its place, its name as Claude Code calls it, and its value. */
export interface PluginServer {
  readonly blank: RawEntry;
  readonly value: ConfigValue;
}

/**
 * Files of installed plugins (seen with 2.1.329): `plugins/cache/<marketplace>/<plugin>/<version>/`, in it `.mcp.json`
 * and `.claude-plugin/plugin.json`. A plugin of a marketplace that is a folder is read from there by Claude Code;
 * shown is the copy it was installed as. A file that `plugin.json` only names by its path is not looked for.
 */
export function pluginLocations(env: PathEnv): readonly ConfigLocation[] {
  const cache = joinPath(env, claudeConfigDir(env), 'plugins', 'cache');
  const versions = foldersIn(env, cache).flatMap((market) =>
    foldersIn(env, joinPath(env, cache, market)).flatMap((plugin) =>
      foldersIn(env, joinPath(env, cache, market, plugin)).map((version) => ({
        id: `${plugin}@${market}`,
        folder: joinPath(env, cache, market, plugin, version),
        version,
      })),
    ),
  );
  if (versions.length === 0) return [];
  return [
    { ...location(installedFile(env), 'installed_plugins.json'), role: 'settings' },
    ...versions.flatMap(({ id, folder, version }) => [
      ...(env.listing(folder).includes('.mcp.json')
        ? [location(joinPath(env, folder, '.mcp.json'), `plugin ${id} ${version}`)]
        : []),
      ...(env.listing(joinPath(env, folder, '.claude-plugin')).includes(INLINE)
        ? [location(joinPath(env, folder, '.claude-plugin', INLINE), `plugin ${id} ${version} ${INLINE}`)]
        : []),
    ]),
  ];
}

export function isPluginFile({ tag }: ConfigLocation): boolean {
  return tag?.startsWith('plugin ') ?? false;
}

function foldersIn(env: PathEnv, folder: string): readonly string[] {
  return env
    .listing(folder)
    .filter((name) => !name.startsWith('.'))
    .toSorted();
}

function location(path: string, tag: string): ConfigLocation {
  return {
    client: CLIENT,
    scope: 'user',
    project: null,
    path,
    format: 'json',
    role: 'servers',
    tag,
    ignored: null,
  };
}

function installedFile(env: PathEnv): string {
  return joinPath(env, claudeConfigDir(env), 'plugins', 'installed_plugins.json');
}

/** The servers of one plugin file, once for each place where that version of the plugin is installed. */
export function pluginServers(files: ClientFiles, at: ConfigLocation): readonly PluginServer[] {
  const { env } = files;
  const [, id = ''] = (at.tag ?? '').split(' ');
  const inline = at.tag?.endsWith(INLINE) ?? false;
  const root = joinPath(env, at.path, inline ? '../..' : '..');
  const document = files.document(at.path);
  const wrapped = inline || document?.get(['mcpServers']) !== undefined;
  const base: KeyPath = wrapped ? ['mcpServers'] : [];
  const own = inline ? null : files.document(joinPath(env, root, '.claude-plugin', INLINE));
  const installs = files.document(installedFile(env))?.get(['plugins', id]);
  const records = (isList(installs) ? installs : []).filter(isRecord).filter(({ installPath }) => {
    return typeof installPath === 'string' && samePath(env, installPath, root);
  });
  return records.flatMap((record) =>
    membersAt(document, base)
      // What stands in plugin.json wins.
      .filter(([name]) => own?.get(['mcpServers', name]) === undefined)
      .map(([name, value]) => ({
        blank: {
          ...blankEntry(at, `plugin:${id.split('@')[0] ?? ''}:${name}`, [...base, name]),
          ...placeOf(record),
          suppliedBy: `the plugin ${id}`,
        },
        value: withRoot(value, root),
      })),
  );
}

function placeOf({ scope, projectPath }: { readonly [key: string]: ConfigValue }) {
  const personal = typeof projectPath !== 'string' || (scope !== 'local' && scope !== 'project');
  return personal ? ({ scope: 'user', project: null } as const) : ({ scope, project: projectPath } as const);
}

/** Plugins name their own folder by a variable that only Claude Code sets. */
function withRoot(value: ConfigValue, root: string): ConfigValue {
  if (typeof value === 'string') return value.replaceAll('${CLAUDE_PLUGIN_ROOT}', root);
  if (isList(value)) return value.map((item) => withRoot(item, root));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withRoot(member, root)]));
}

/** Where the whole plugin of an entry is switched off, for a sentence; null when it is on. */
export function pluginOff(files: ClientFiles, entry: RawEntry): string | null {
  const [, id = ''] = (entry.location.tag ?? '').split(' ');
  // The organisation's word counts before the project's, and that before the person's.
  const order = { managed: 0, local: 1, project: 2, user: 3 };
  const [nearest] = settingsReaching(files, entry)
    .map((one) => ({ one, value: files.document(one.path)?.get(['enabledPlugins', id]) }))
    .filter(({ value }) => value !== undefined)
    .toSorted((first, second) => order[first.one.scope] - order[second.one.scope]);
  if (nearest?.value === true) return null;
  return nearest === undefined
    ? 'with its plugin'
    : `with its plugin, by ${shownPath(files.env, nearest.one.path)}`;
}
