import { parseTree } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { NOTHING, isStandInName, transportOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { SETTING_KEYS, settingsOf } from './snippet-settings.ts';

/** Members whose objects hold servers by name, over all clients (`clients.md` section 0). */
const CONTAINERS = [
  'mcpServers',
  'servers',
  'mcp_servers',
  'mcp',
  'context_servers',
  'amp.mcpServers',
  'extensions',
];
const URL_KEYS = ['url', 'httpUrl', 'serverUrl', 'uri', 'endpoint'];
const ENV_KEYS = ['env', 'environment', 'envs'];
const HEADER_KEYS = ['headers', 'http_headers', 'httpHeaders'];

/** Members that say nothing about how to reach a server and are dropped without a word. */
const QUIET = new Set([
  ...URL_KEYS,
  ...ENV_KEYS,
  ...HEADER_KEYS,
  ...'type transport transportType command cmd args name description title displayName'.split(' '),
  ...'env_http_headers bearer_token_env_var bearer_token enabled disabled'.split(' '),
  ...'tools icon version gallery'.split(' '),
]);
const DEEPEST = 60;

type Value = string | number | boolean | null | readonly Value[] | ReadonlyMap<string, Value>;

/** JSON with comments and trailing commas as maps (so that no name is special); null for anything else. */
export function parseJson(text: string): Value | null {
  if (tooDeep(text)) return null;
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  return root === undefined || errors.length > 0 ? null : valueOf(root);
}

/**
 * Servers in a value: a container of servers at any depth, a bare entry, or entries by name. `name` is what
 * the text calls the value (`"name": {…}`), or null.
 */
export function draftsFromValue(value: Value | null, name: string | null): readonly Draft[] {
  if (!isMap(value)) return [];
  if (name !== null && CONTAINERS.includes(name)) return named(value);
  const contained = inContainers(value, 0);
  if (contained.length > 0) return contained;
  if (isEntry(value)) return [draftOf(text(value.get('name')) ?? name, value)];
  const values = [...value.values()];
  const onlyEntries = values.length > 0 && values.every((item) => isMap(item) && isEntry(item));
  return onlyEntries ? named(value) : [];
}

function inContainers(value: ReadonlyMap<string, Value>, depth: number): readonly Draft[] {
  return [...value].flatMap(([key, item]) => {
    if (depth > 6) return [];
    if (Array.isArray(item)) return CONTAINERS.includes(key) ? listed(item) : [];
    if (!isMap(item)) return [];
    const here = CONTAINERS.includes(key) ? named(item) : [];
    return here.length > 0 ? here : inContainers(item, depth + 1);
  });
}

function named(container: ReadonlyMap<string, Value>): readonly Draft[] {
  return [...container].flatMap(([name, entry]) => {
    if (!isMap(entry)) return [];
    const flat = flatten(entry);
    return isLooseEntry(flat) ? [draftOf(name, flat)] : [];
  });
}

/** Continue lists its servers, each with its name inside. */
function listed(items: readonly Value[]): readonly Draft[] {
  return items.flatMap((item) => {
    if (!isMap(item)) return [];
    const name = text(item.get('name'));
    return name !== null && isLooseEntry(item) ? [draftOf(name, item)] : [];
  });
}

/** Cline nests everything under `transport`, older Zed files have `command: {path, args, env}`. */
function flatten(entry: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const [transport, command] = [entry.get('transport'), entry.get('command')];
  if (isMap(transport)) return new Map([...entry, ...transport]);
  return isMap(command) ? new Map([...entry, ...command, ['command', command.get('path') ?? null]]) : entry;
}

/** Within a container anything with a program or an address is meant as a server. */
function isLooseEntry(entry: ReadonlyMap<string, Value>): boolean {
  return program(entry).length > 0 || address(entry) !== null;
}

/** Outside a container, arbitrary JSON has `url` members too: every member must belong to an entry. */
function isEntry(entry: ReadonlyMap<string, Value>): boolean {
  if (![...entry.keys()].every((key) => QUIET.has(key) || SETTING_KEYS.includes(key))) return false;
  const url = address(entry);
  return program(entry).length > 0 || (url !== null && /^(https?|wss?):\/\//i.test(url));
}

function draftOf(name: string | null, entry: ReadonlyMap<string, Value>): Draft {
  const [command = null, ...ownArgs] = program(entry);
  const url = address(entry);
  const env = strings(ENV_KEYS.map((key) => entry.get(key)).find(isMap));
  const { settings, left } = settingsOf(entry);
  const warnings = left.map((key) => `“${key}” is not carried over.`);
  const besides = settings === undefined ? {} : { settings };
  const shared = {
    name: name === null || isStandInName(name) ? null : name,
    source: 'JSON',
    targets: [],
    warnings,
  };
  if (url === null || command !== null) {
    const args = entry.get('args');
    const more = Array.isArray(args) ? args.flatMap((arg) => text(arg) ?? []) : [];
    const both = url === null ? [] : ['The entry has a command and an address; the address is left out.'];
    return {
      ...shared,
      server: { ...NOTHING, command, args: [...ownArgs, ...more], env, ...besides },
      warnings: [...warnings, ...both],
    };
  }
  const type = (
    text(entry.get('type')) ??
    text(entry.get('transport')) ??
    text(entry.get('transportType')) ??
    ''
  ).toLowerCase();
  const transport = type === '' ? transportOf(url) : type === 'sse' ? 'sse' : 'http';
  const fromVariables = strings(entry.get('env_http_headers'));
  const bearer = text(entry.get('bearer_token'));
  const headers = {
    ...strings(HEADER_KEYS.map((key) => entry.get(key)).find(isMap)),
    ...Object.fromEntries(
      Object.entries(fromVariables).map(([header, variable]) => [header, `\${${variable}}`]),
    ),
    ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
  };
  const bearerTokenEnvVar = text(entry.get('bearer_token_env_var'));
  return { ...shared, server: { ...NOTHING, transport, url, env, headers, bearerTokenEnvVar, ...besides } };
}

function program(entry: ReadonlyMap<string, Value>): readonly string[] {
  const command = entry.get('command') ?? entry.get('cmd');
  if (typeof command === 'string') return command.trim() === '' ? [] : [command];
  return Array.isArray(command) ? command.flatMap((part) => text(part) ?? []) : [];
}

function address(entry: ReadonlyMap<string, Value>): string | null {
  const found = URL_KEYS.map((key) => entry.get(key)).find(
    (item) => typeof item === 'string' && item.trim() !== '',
  );
  return typeof found === 'string' ? found.trim() : null;
}

function strings(value: Value | undefined): Readonly<Record<string, string>> {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    [...value].flatMap(([key, item]) => {
      const shown = text(item);
      return shown === null ? [] : [[key, shown]];
    }),
  );
}

function text(value: Value | undefined): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function isMap(value: Value | undefined): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** The parser is recursive; nothing a person pastes nests this deep. */
function tooDeep(source: string): boolean {
  let depth = 0;
  for (const [bracket] of source.matchAll(/[[\]{}]/g)) {
    depth += bracket === '{' || bracket === '[' ? 1 : -1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function valueOf(node: Node): Value {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value as string | number | boolean | null;
  return new Map(
    (node.children ?? []).flatMap(({ children }) => {
      const [key, value] = children ?? [];
      return key === undefined || value === undefined ? [] : [[String(key.value), valueOf(value)] as const];
    }),
  );
}
