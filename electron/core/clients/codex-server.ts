import type { NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue } from '../formats/types.ts';
import { bridgeServer } from './bridge.ts';
import { USUAL_FIELDS } from './entry-fields.ts';
import { CWD, inSeconds, placed, toolList } from './entry-settings.ts';
import { fieldReader, hasReference, headerNamed, isRecord, kindOf } from './shared-parts.ts';
import type { EntryFields, PathEnv, RawEntry } from './types.ts';

/** Keys that belong to one kind of server; with the other kind Codex 0.169.0 refuses its whole configuration. */
const ONLY_LOCAL = ['args', 'env', 'env_vars', 'cwd'];
const ONLY_REMOTE = [
  'bearer_token_env_var',
  'http_headers',
  'env_http_headers',
  'http_headers_helper',
  'oauth',
  'oauth_resource',
];

/**
 * `startup_timeout_ms` is an older way to say `startup_timeout_sec`. The deny list takes away from the allow list;
 * an empty allow list leaves nothing.
 */
export const CODEX_FIELDS: EntryFields = {
  ...USUAL_FIELDS,
  headers: ['http_headers'],
  bearerTokenEnvVar: ['bearer_token_env_var'],
  envHeaders: ['env_http_headers'],
  passes: ['env_vars'],
  signs: ['enabled'],
  kind: null,
  remoteKinds: { http: { word: null, url: ['url'] } },
  only: [...ONLY_LOCAL, ...ONLY_REMOTE],
  settings: placed([
    CWD,
    { id: 'passedVariables', at: 'env_vars', form: 'texts', goesWith: 'stdio' },
    { id: 'headersCommand', at: 'http_headers_helper', form: 'text', goesWith: 'remote' },
    inSeconds('startTimeout', 'startup_timeout_sec', { fractions: true }),
    inSeconds('callTimeout', 'tool_timeout_sec', { fractions: true }),
    toolList('allowTools', 'enabled_tools'),
    toolList('denyTools', 'disabled_tools'),
  ]),
};

const STUCK = 'Codex will not start while this entry is like this';

type ServerFields = Pick<
  RawEntry,
  | 'transport'
  | 'url'
  | 'command'
  | 'args'
  | 'env'
  | 'headers'
  | 'bearerTokenEnvVar'
  | 'envHeaders'
  | 'enabled'
  | 'problem'
>;

/** One `[mcp_servers.x]` table, merged with the layers below it. `type` and `disabled` mean nothing to Codex. */
export function readCodexServer(value: ConfigValue | undefined): ServerFields {
  const record = isRecord(value) ? value : null;
  const read = fieldReader(record ?? {});
  const url = read.text('url');
  const command = read.text('command');
  const fields = {
    url,
    command,
    args: read.texts('args'),
    env: read.map('env'),
    headers: read.map('http_headers'),
    bearerTokenEnvVar: read.text('bearer_token_env_var'),
    envHeaders: read.map('env_http_headers'),
    enabled: read.flag('enabled') ?? true,
  };
  const wrong =
    record === null
      ? `The entry must be a table, but is ${kindOf(value ?? null)}.`
      : (read.problems[0] ?? mixture(record));
  const transport = url === null ? (command === null ? 'unknown' : 'stdio') : 'http';
  return { ...fields, transport, problem: wrong === null ? null : `${STUCK}: ${wrong}` };
}

/** Why the keys of a table do not go together, as a sentence; null when they do. */
export function mixture(record: { readonly [key: string]: ConfigValue }): string | null {
  const has = (key: string): boolean => Object.hasOwn(record, key);
  if (has('bearer_token')) return 'bearer_token is not allowed; name a variable in bearer_token_env_var.';
  if (has('command') && has('url')) return 'it has both a command and a url.';
  if (!has('command') && !has('url')) return 'it has neither a command nor a url.';
  const foreign = (has('url') ? ONLY_LOCAL : ONLY_REMOTE).find(has);
  return foreign === undefined ? null : `“${foreign}” does not go with a ${has('url') ? 'url' : 'command'}.`;
}

/** The table to write. Codex replaces no `${VAR}`, so references become its own keys or are refused. */
export function codexServer(env: PathEnv, server: NewServer, bridge: boolean): Result<ConfigValue> {
  if (server.transport === 'stdio') return localServer(server);
  if (server.transport === 'http') return remoteServer(server);
  if (!bridge) {
    return fail('Unsupported', 'Codex cannot load servers of the old HTTP+SSE kind.', {
      next: 'Use the server’s newer address (often ending in /mcp), or choose the bridge (mcp-remote).',
    });
  }
  const program = bridgeServer(env, server);
  if (!program.ok) return program;
  return ok(localTable(program.value.command, program.value.args, program.value.env, []));
}

function localServer(server: NewServer): Result<ConfigValue> {
  if (server.command === null || server.command === '') {
    return fail('InvalidRequest', `“${server.name}” has no command.`, { next: 'Enter the command.' });
  }
  const passed: string[] = [];
  const fixed: Record<string, string> = {};
  for (const [name, value] of Object.entries(server.env)) {
    if (value === `\${${name}}`) passed.push(name);
    else if (hasReference(value)) return unreplaced(name, value);
    else fixed[name] = value;
  }
  return ok(localTable(server.command, server.args, fixed, passed));
}

/** Keys in the order and with the omissions of `codex mcp add`. */
function localTable(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  passed: readonly string[],
): ConfigValue {
  return {
    command,
    ...(args.length > 0 ? { args } : {}),
    ...(passed.length > 0 ? { env_vars: passed } : {}),
    ...(Object.keys(env).length > 0 ? { env } : {}),
  };
}

function remoteServer(server: NewServer): Result<ConfigValue> {
  if (server.url === null || server.url === '') {
    return fail('InvalidRequest', `“${server.name}” has no address.`, { next: 'Enter the address.' });
  }
  if (hasReference(server.url)) return unreplaced('url', server.url);
  let bearer = server.bearerTokenEnvVar === '' ? null : server.bearerTokenEnvVar;
  if (bearer !== null && headerNamed(server.headers, 'Authorization') !== undefined) {
    return fail('InvalidRequest', `“${server.name}” has both an Authorization header and a token variable.`, {
      next: 'Keep one of the two.',
    });
  }
  const fixed: Record<string, string> = {};
  const fromVariables: Record<string, string> = {};
  for (const [name, value] of Object.entries(server.headers)) {
    const token = /^Bearer \$\{([A-Za-z_]\w*)\}$/i.exec(value)?.[1];
    const whole = /^\$\{([A-Za-z_]\w*)\}$/.exec(value)?.[1];
    if (name.toLowerCase() === 'authorization' && token !== undefined) bearer = token;
    else if (whole !== undefined) fromVariables[name] = whole;
    else if (hasReference(value)) return unreplaced(name, value);
    else fixed[name] = value;
  }
  return ok({
    url: server.url,
    ...(bearer === null ? {} : { bearer_token_env_var: bearer }),
    ...(Object.keys(fixed).length > 0 ? { http_headers: fixed } : {}),
    ...(Object.keys(fromVariables).length > 0 ? { env_http_headers: fromVariables } : {}),
  });
}

function unreplaced(name: string, value: string): Result<never> {
  return fail('Unsupported', `Codex would use “${value}” of “${name}” as it stands, unreplaced.`, {
    next: 'Give the value itself, or a variable of exactly the same name.',
  });
}
