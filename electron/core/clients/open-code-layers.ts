import type { ConfigValue, KeyPath } from '../formats/types.ts';
import { isRecord, membersAt } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { ClientFiles, ConfigLocation } from './types.ts';

/** Rules that differ between OpenCode and the programs made from it. */
export interface Dialect {
  /** The newer form `mcp.servers` is read as well, and `disabled` beside `enabled`. */
  readonly newerForm: boolean;
  /** Whether a file is in the spelling of the program's predecessor (`mcpServers`, lowest of a project). */
  readonly isLegacy: (location: ConfigLocation) => boolean;
}

/** What one file says about one server. Files are merged key by key, so a piece may hold only `enabled`. */
export interface Piece {
  readonly location: ConfigLocation;
  readonly name: string;
  readonly path: KeyPath;
  /** In the usual spelling, whichever form the file has. */
  readonly value: ConfigValue;
  /** The key that switches it in this file. */
  readonly flag: 'enabled' | 'disabled';
}

/** All pieces in the order of the locations: lower layers first. */
export function piecesOf(files: ClientFiles, dialect: Dialect): readonly Piece[] {
  return files.locations
    .filter((location) => location.role === 'servers')
    .flatMap((location) => piecesIn(files, dialect, location));
}

function piecesIn(files: ClientFiles, dialect: Dialect, location: ConfigLocation): readonly Piece[] {
  const document = files.document(location.path);
  if (dialect.isLegacy(location)) {
    return membersAt(document, ['mcpServers']).map(([name, value]) => ({
      location,
      name,
      path: ['mcpServers', name],
      value: fromLegacy(value),
      flag: 'disabled',
    }));
  }
  const usual = membersAt(document, ['mcp']);
  const newer = usesNewerForm(document, dialect) ? membersAt(document, ['mcp', 'servers']) : [];
  const taken = new Set(usual.map(([name]) => name));
  return [
    ...usual
      .filter(([name, value]) => !(dialect.newerForm && isSetting(name, value)))
      .map(([name, value]) => piece(location, ['mcp', name], value, dialect.newerForm, false)),
    ...newer
      .filter(([name]) => !taken.has(name))
      .map(([name, value]) => piece(location, ['mcp', 'servers', name], value, true, true)),
  ];
}

/** True for a file that keeps its servers below `mcp.servers`. */
export function usesNewerForm(document: ReturnType<ClientFiles['document']>, dialect: Dialect): boolean {
  const servers = document?.get(['mcp', 'servers']);
  return dialect.newerForm && servers !== undefined && isSetting('servers', servers);
}

/** `servers` and `timeout` are settings of the newer form, unless they look like a server of that name. */
function isSetting(name: string, value: ConfigValue): boolean {
  if (!isRecord(value)) return false;
  if (name === 'servers') {
    return !['type', 'enabled'].some((key) => Object.hasOwn(value, key) && !isRecord(value[key]));
  }
  const keys = Object.keys(value);
  const known = ['startup', 'catalog', 'execution'];
  return name === 'timeout' && (keys.length === 0 || keys.some((key) => known.includes(key)));
}

function piece(
  location: ConfigLocation,
  path: KeyPath,
  value: ConfigValue,
  knowsDisabled: boolean,
  newer: boolean,
): Piece {
  const common = { location, name: String(path.at(-1)), path };
  const byDisabled =
    isRecord(value) &&
    knowsDisabled &&
    !Object.hasOwn(value, 'enabled') &&
    (newer || Object.hasOwn(value, 'disabled'));
  if (!byDisabled) return { ...common, value, flag: 'enabled' };
  const { disabled, ...rest } = value;
  return { ...common, value: { ...rest, enabled: disabled !== true }, flag: 'disabled' };
}

function fromLegacy(value: ConfigValue): ConfigValue {
  if (!isRecord(value)) return value;
  const { type, command, args, env, disabled, ...rest } = value;
  const enabled = disabled === undefined ? {} : { enabled: disabled !== true };
  if (typeof command === 'string') {
    const line = [command, ...(Array.isArray(args) ? (args as readonly ConfigValue[]) : [])];
    return {
      ...rest,
      ...enabled,
      type: 'local',
      command: line,
      ...(env === undefined ? {} : { environment: env }),
    };
  }
  return { ...rest, ...enabled, ...(typeof type === 'string' ? { type: 'remote' } : {}) };
}

/** Maps merge, anything else of the upper layer replaces the lower one's. */
export function mergedValue(pieces: readonly Piece[]): ConfigValue {
  return pieces
    .map(({ value }) => value)
    .reduce((lower, upper) => (isRecord(lower) && isRecord(upper) ? merge(lower, upper) : upper));
}

function merge(lower: ConfigRecord, upper: ConfigRecord): ConfigRecord {
  const merged = Object.assign(Object.create(null) as Record<string, ConfigValue>, lower);
  for (const [key, value] of Object.entries(upper)) {
    const before = merged[key];
    merged[key] = isRecord(before) && isRecord(value) ? merge(before, value) : value;
  }
  return merged;
}
