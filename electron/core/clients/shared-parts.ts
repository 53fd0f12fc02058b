import { posix, win32 } from 'node:path';
import type { NewServer } from '../../../shared/actions.ts';
import type { ConfigScope } from '../../../shared/domain.ts';
import type { ConfigDocument, ConfigValue } from '../formats/types.ts';
import type { ClientFiles, ConfigLocation, EditPlan, FolderEnv, PathEnv, RawEntry } from './types.ts';

export type ConfigRecord = { readonly [key: string]: ConfigValue };
export type AddPlace = {
  readonly scope: ConfigScope;
  readonly project: string | null;
  readonly bridge: boolean;
};

/** Joins with the separator of the described OS, whatever OS this runs on. */
export function joinPath(env: FolderEnv, ...parts: readonly string[]): string {
  return (env.platform === 'win32' ? win32 : posix).join(...parts);
}

export function isAbsolutePath(env: FolderEnv, path: string): boolean {
  return (env.platform === 'win32' ? win32 : posix).isAbsolute(path);
}

/** True for two spellings of one folder; Windows ignores case and takes both slashes. */
export function samePath(env: PathEnv, first: string, second: string): boolean {
  return comparable(env, first) === comparable(env, second);
}

function comparable(env: PathEnv, path: string): string {
  if (env.platform !== 'win32') return path.length > 1 ? path.replace(/\/+$/, '') : path;
  return path
    .replaceAll('\\', '/')
    .replace(/(?<=[^:/])\/+$/, '')
    .toLowerCase();
}

/** Path for sentences: `~/…` below the home folder. */
export function shownPath(env: PathEnv, path: string): string {
  const home = joinPath(env, env.home, '/');
  if (env.platform === 'win32' || !path.startsWith(home)) return path;
  return `~/${path.slice(home.length)}`;
}

export function isList(value: ConfigValue | undefined): value is readonly ConfigValue[] {
  return Array.isArray(value);
}

export function isRecord(value: ConfigValue | undefined): value is ConfigRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The texts of a list; anything else in it, or in place of it, counts for nothing. */
export function textList(value: ConfigValue | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The members of the map at `path`, in file order; none when there is no map. */
export function membersAt(
  document: ConfigDocument | null,
  path: readonly (string | number)[],
): readonly (readonly [string, ConfigValue])[] {
  const map = document?.get(path);
  return isRecord(map) ? Object.entries(map) : [];
}

/** What a value is, in plain words, for sentences about wrong types. */
export function kindOf(value: ConfigValue): string {
  if (value === null) return 'empty (null)';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'a group of settings';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'a number' : 'true or false';
}

/** Reads the fields of one entry. A field of the wrong type reads as absent and adds a sentence. */
export interface FieldReader {
  readonly problems: readonly string[];
  text(key: string): string | null;
  texts(key: string): readonly string[] | null;
  map(key: string): Readonly<Record<string, string>>;
  flag(key: string): boolean | null;
}

export function fieldReader(record: ConfigRecord): FieldReader {
  const problems: string[] = [];
  const valueOf = (key: string): ConfigValue | undefined =>
    Object.hasOwn(record, key) ? record[key] : undefined;
  const wrong = (key: string, wanted: string, value: ConfigValue): null => {
    problems.push(`“${key}” must be ${wanted}, but is ${kindOf(value)}.`);
    return null;
  };
  return {
    problems,
    text(key) {
      const value = valueOf(key);
      if (value === undefined || typeof value === 'string') return value ?? null;
      return wrong(key, 'text', value);
    },
    texts(key) {
      const value = valueOf(key);
      if (value === undefined) return null;
      if (!isList(value)) return wrong(key, 'a list of texts', value);
      const texts = textList(value);
      if (texts.length < value.length) problems.push(`“${key}” must hold only texts.`);
      return texts;
    },
    map(key) {
      const value = valueOf(key);
      const map: Record<string, string> = Object.create(null) as Record<string, string>;
      if (value === undefined) return map;
      if (!isRecord(value)) {
        wrong(key, 'a group of named texts', value);
        return map;
      }
      for (const [name, member] of Object.entries(value)) {
        if (typeof member === 'string') map[name] = member;
        else wrong(`${key}.${name}`, 'text', member);
      }
      return map;
    },
    flag(key) {
      const value = valueOf(key);
      if (value === undefined || typeof value === 'boolean') return value ?? null;
      return wrong(key, 'true or false', value);
    },
  };
}

/** An entry with nothing known yet but where it stands; adapters fill in the rest. */
export function blankEntry(
  location: ConfigLocation,
  name: string,
  path: readonly (string | number)[],
): RawEntry {
  return {
    location,
    scope: location.scope,
    project: location.project,
    name,
    path,
    transport: 'unknown',
    url: null,
    command: null,
    args: null,
    env: {},
    headers: {},
    bearerTokenEnvVar: null,
    envHeaders: {},
    enabled: true,
    enablement: 'unsupported',
    disabledBy: null,
    approval: null,
    ignored: location.ignored,
    problem: null,
    readOnly: location.scope === 'managed',
    suppliedBy: null,
  };
}

export function isManaged(location: ConfigLocation): boolean {
  return location.scope === 'managed';
}

export function locationOf(files: ClientFiles, path: string): ConfigLocation | undefined {
  return files.locations.find((location) => location.path === path);
}

export const NOTHING_TO_DO: EditPlan = { edits: [], notes: [] };

/** Text holds a `${VAR}` reference somewhere. */
export function hasReference(text: string): boolean {
  return /\$\{[^}]*\}/.test(text);
}

/** Case-insensitive look-up, as header names are. */
export function headerNamed(headers: NewServer['headers'], name: string): string | undefined {
  return Object.keys(headers).find((header) => header.toLowerCase() === name.toLowerCase());
}

/** Why no client should get a server of this name, or null. Rules of a client's own come on top. */
export function plainNameProblem(name: string): string | null {
  if (name.trim() === '') return 'A server needs a name.';
  if (name === name.trim() && !/\p{Cc}/u.test(name)) return null;
  return 'A name can have no line breaks, and no spaces at its ends.';
}
