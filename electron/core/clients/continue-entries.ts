import type { ConfigValue, KeyPath } from '../formats/types.ts';
import { CWD, ENV_FILE, inMilliseconds } from './entry-settings.ts';
import { readEntry } from './map-entry.ts';
import type { EntryShape } from './map-entry.ts';
import { blankEntry, isList, isRecord, kindOf } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { ClientFiles, ConfigLocation, RawEntry } from './types.ts';
import { EVERYWHERE } from './variable-syntax.ts';
import type { VariableSyntax } from './variable-syntax.ts';

/** `${{ secrets.NAME }}`; Continue looks in its `.env` files and the environment. */
const SECRETS: VariableSyntax = {
  reads: /\$\{\{\s*secrets\.([A-Za-z_]\w*)\s*\}\}/g,
  spell: (name) => `\${{ secrets.${name} }}`,
  fills: EVERYWHERE,
};

const TYPES = { stdio: 'stdio', sse: 'sse', 'streamable-http': 'http', http: 'http' } as const;

/** An item of a YAML list: headers stand under `requestOptions`, and `apiKey` is a bearer token. */
export const CONTINUE_LISTED: EntryShape = {
  type: { key: 'type', reads: TYPES },
  variables: SECRETS,
  writes: {
    stdio: {},
    http: { first: { type: 'streamable-http' } },
    sse: { first: { type: 'sse' } },
  },
  unwrap(record) {
    const options = own(record, 'requestOptions');
    const headers = isRecord(options) ? own(options, 'headers') : undefined;
    const apiKey = own(record, 'apiKey');
    const bearer = typeof apiKey === 'string' ? { Authorization: `Bearer ${apiKey}` } : {};
    return { ...record, headers: isRecord(headers) ? { ...headers, ...bearer } : (headers ?? bearer) };
  },
  wrap: ({ headers, ...rest }) => (headers === undefined ? rest : { ...rest, requestOptions: { headers } }),
  only: ['apiKey', 'requestOptions'],
  settings: [CWD, inMilliseconds('startTimeout', 'connectionTimeout')],
};

/** A member of a JSON map, in the spelling of the app it was copied from. */
export const CONTINUE_NAMED: EntryShape = {
  type: { key: 'type', reads: TYPES },
  variables: SECRETS,
  writes: { stdio: {}, http: { first: { type: 'http' } }, sse: { first: { type: 'sse' } } },
  settings: [CWD, ENV_FILE],
};

/** All servers of Continue's files. Items that only name a package of its hub (`uses`) are not ours to read. */
export function continueEntries(files: ClientFiles): readonly RawEntry[] {
  return files.locations.flatMap((location) => {
    const servers = files.document(location.path)?.get(['mcpServers']);
    if (isList(servers)) return listed(location, servers);
    if (isRecord(servers)) {
      return Object.entries(servers).map(([name, value]) =>
        toEntry(location, name, ['mcpServers', name], value, CONTINUE_NAMED),
      );
    }
    const whole = location.format === 'json' ? files.document(location.path)?.get([]) : undefined;
    return isRecord(whole) && isBareServer(whole) ? [bare(location, whole)] : [];
  });
}

function listed(location: ConfigLocation, items: readonly ConfigValue[]): readonly RawEntry[] {
  const names = items.map((item) => (isRecord(item) ? own(item, 'name') : undefined));
  return items.flatMap((item, index) => {
    if (isRecord(item) && own(item, 'uses') !== undefined) return [];
    const name = names[index];
    const isName = typeof name === 'string' && name !== '';
    const isTwice = isName && names.filter((other) => other === name).length > 1;
    const key = isName && !isTwice && location.format === 'yaml' ? name : index;
    const shown = isName ? name : `server ${index + 1}`;
    const entry = toEntry(location, shown, ['mcpServers', key], item, CONTINUE_LISTED);
    const problem = isTwice ? `Two servers here are called “${name}”.` : isName ? null : nameless(item);
    return [{ ...entry, problem: problem ?? entry.problem }];
  });
}

function nameless(item: ConfigValue): string {
  return isRecord(item)
    ? 'The server has no name.'
    : `The entry must be a group of settings, but is ${kindOf(item)}.`;
}

function toEntry(
  location: ConfigLocation,
  name: string,
  path: KeyPath,
  value: ConfigValue,
  shape: EntryShape,
): RawEntry {
  const fields = readEntry('Continue', shape, value);
  const enablement = path.length > 0 && typeof path.at(-1) === 'string' ? 'parked' : 'unsupported';
  return { ...blankEntry(location, name, path), ...fields, enablement };
}

function isBareServer(whole: ConfigRecord): boolean {
  return typeof own(whole, 'command') === 'string' || typeof own(whole, 'url') === 'string';
}

/** A file that is one server; its name is the file's. */
function bare(location: ConfigLocation, whole: ConfigRecord): RawEntry {
  const name = location.tag?.replace(/\.json$/i, '') ?? '';
  return toEntry(location, name, [], whole, CONTINUE_NAMED);
}

function own(record: ConfigRecord, key: string): ConfigValue | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
