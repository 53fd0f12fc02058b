import type { ConfigValue } from '../formats/types.ts';
import { isManaged, isRecord, joinPath, samePath } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { ClientFiles, ConfigLocation, PathEnv } from './types.ts';

const CLIENT = 'codex';

/** Layers of the machine (seen with 0.169.0 on Linux; Windows keeps them elsewhere, unknown where). */
const MACHINE_FOLDER = '/etc/codex';

export function codexHome(env: PathEnv): string {
  return env.vars['CODEX_HOME'] || joinPath(env, env.home, '.codex');
}

export function codexUserFile(env: PathEnv): string {
  return joinPath(env, codexHome(env), 'config.toml');
}

export function codexProjectFile(env: PathEnv, project: string): string {
  return joinPath(env, project, '.codex', 'config.toml');
}

export function codexLocations(env: PathEnv, projects: readonly string[]): readonly ConfigLocation[] {
  const machine =
    env.platform === 'win32'
      ? []
      : [
          location('managed', null, `${MACHINE_FOLDER}/config.toml`, null),
          location('managed', null, `${MACHINE_FOLDER}/managed_config.toml`, 'managed_config.toml'),
          settings(`${MACHINE_FOLDER}/requirements.toml`, 'requirements.toml'),
        ];
  return [
    location('user', null, codexUserFile(env), null),
    ...machine,
    ...projects.map((project) => location('project', project, codexProjectFile(env, project), null)),
  ];
}

function location(
  scope: ConfigLocation['scope'],
  project: string | null,
  path: string,
  tag: string | null,
): ConfigLocation {
  return { client: CLIENT, scope, project, path, format: 'toml', role: 'servers', tag, ignored: null };
}

function settings(path: string, tag: string): ConfigLocation {
  return { ...location('managed', null, path, tag), role: 'settings' };
}

/** Codex reads a project's file only when the person's own file says that the project is trusted. */
export function isTrusted(files: ClientFiles, project: string): boolean {
  const known = files.document(codexUserFile(files.env))?.get(['projects']);
  if (!isRecord(known)) return false;
  return Object.entries(known).some(
    ([path, record]) =>
      samePath(files.env, path, project) && isRecord(record) && record['trust_level'] === 'trusted',
  );
}

/** Lower layers first: machine, person, trusted project, then what the organisation forces. */
function rank(files: ClientFiles, location: ConfigLocation): number {
  if (location.tag === 'managed_config.toml') return 3;
  if (isManaged(location)) return 0;
  return location.path === codexUserFile(files.env) ? 1 : 2;
}

/** Layers that Codex merges with this one when it works in the given project. */
export function layersFor(files: ClientFiles, project: string | null): readonly ConfigLocation[] {
  return files.locations
    .filter((one) => one.role === 'servers' && (one.project === null || one.project === project))
    .filter((one) => one.project === null || isTrusted(files, one.project))
    .toSorted((first, second) => rank(files, first) - rank(files, second));
}

/** The raw tables of one server in the layers up to and including this file, merged key by key. */
export function mergedUpTo(
  files: ClientFiles,
  location: ConfigLocation,
  name: string,
): ConfigValue | undefined {
  const own = files.document(location.path)?.get(['mcp_servers', name]);
  if (!isRecord(own)) return own;
  const below = layersFor(files, location.project).filter(
    (one) => rank(files, one) < rank(files, location) && one.path !== location.path,
  );
  return [...below, location].reduce<ConfigRecord>((merged, one) => {
    const table = files.document(one.path)?.get(['mcp_servers', name]);
    return isRecord(table) ? merge(merged, table) : merged;
  }, emptyRecord());
}

/** Nested tables merge; anything else of the upper layer replaces the lower one's (0.169.0, tried). */
export function merge(lower: ConfigRecord, upper: ConfigRecord): ConfigRecord {
  const merged: Record<string, ConfigValue> = Object.assign(emptyRecord(), lower);
  for (const [key, value] of Object.entries(upper)) {
    const before = merged[key];
    merged[key] = isRecord(before) && isRecord(value) ? merge(before, value) : value;
  }
  return merged;
}

function emptyRecord(): Record<string, ConfigValue> {
  return Object.create(null) as Record<string, ConfigValue>;
}

/** Who forbids an entry from above, in words; null when nobody does. */
export function forcedOff(
  files: ClientFiles,
  name: string,
  server: { readonly command: string | null; readonly url: string | null },
): string | null {
  for (const one of files.locations.filter(isManaged)) {
    const document = files.document(one.path);
    if (one.tag === 'managed_config.toml' && document?.get(['mcp_servers', name, 'enabled']) === false) {
      return one.path;
    }
    const allowed = one.role === 'settings' ? document?.get(['mcp_servers']) : undefined;
    if (allowed !== undefined && !isPermitted(allowed, name, server)) return one.path;
  }
  return null;
}

/** `requirements.toml` is an allow list of names with their exact command or url (0.169.0, tried). */
function isPermitted(
  allowed: ConfigValue,
  name: string,
  server: { readonly command: string | null; readonly url: string | null },
): boolean {
  const rule = isRecord(allowed) && Object.hasOwn(allowed, name) ? allowed[name] : undefined;
  const identity = isRecord(rule) ? rule['identity'] : undefined;
  if (!isRecord(identity)) return false;
  return server.url === null ? identity['command'] === server.command : identity['url'] === server.url;
}
