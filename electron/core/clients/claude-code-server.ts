import type { NewServer } from '../../../shared/actions.ts';
import type { Transport } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue } from '../formats/types.ts';
import { fieldReader, headerNamed, isRecord, kindOf } from './shared-parts.ts';
import { USUAL_FIELDS } from './entry-fields.ts';
import { inMilliseconds, placed } from './entry-settings.ts';
import type { EntryFields, RawEntry } from './types.ts';
import { BRACED_WITH_DEFAULT } from './variable-syntax.ts';

type ServerFields = Pick<
  RawEntry,
  'transport' | 'url' | 'command' | 'args' | 'env' | 'headers' | 'ignored' | 'problem'
>;

const NO_FIELDS: ServerFields = {
  transport: 'unknown',
  url: null,
  command: null,
  args: null,
  env: {},
  headers: {},
  ignored: null,
  problem: null,
};

const TRANSPORTS: Readonly<Record<string, Transport>> = {
  stdio: 'stdio',
  http: 'http',
  'streamable-http': 'http',
  sse: 'sse',
  ws: 'ws',
};

/** `timeout` and the keys of web addresses from the schema in 2.1.329; it has no lists of tools in its entries. */
export const CLAUDE_FIELDS: EntryFields = {
  ...USUAL_FIELDS,
  variables: BRACED_WITH_DEFAULT,
  remoteKinds: { http: { word: 'http', url: ['url'] }, sse: { word: 'sse', url: ['url'] } },
  only: ['headersHelper', 'oauth'],
  settings: placed([
    { id: 'headersCommand', at: 'headersHelper', form: 'text', goesWith: 'remote' },
    inMilliseconds('timeout', 'timeout'),
  ]),
};

/** One entry as Claude Code 2.1.329 reads it: what it skips, and its own reason for that. */
export function readClaudeServer(value: ConfigValue): ServerFields {
  if (!isRecord(value)) {
    return { ...NO_FIELDS, problem: `The entry must be a group of settings, but is ${kindOf(value)}.` };
  }
  const read = fieldReader(value);
  const type = read.text('type');
  const fields = {
    url: read.text('url'),
    command: read.text('command'),
    args: read.texts('args'),
    env: read.map('env'),
    headers: read.map('headers'),
  };
  const known = type === null || Object.hasOwn(TRANSPORTS, type);
  const bare = type === null && fields.command === null && fields.url !== null;
  const transport = known && !bare ? (TRANSPORTS[type ?? 'stdio'] ?? 'unknown') : 'unknown';
  const missing = missingPart(transport, fields);
  const wrongType = known ? null : `Claude Code does not know the type “${type}”.`;
  const problem = read.problems[0] ?? wrongType ?? (bare ? null : missing);
  const ignored = bare
    ? {
        reason: 'It has a url but no type, so Claude Code skips it.',
        next: 'Add "type": "http" (or "sse") to the entry.',
      }
    : null;
  return { ...NO_FIELDS, ...fields, transport, problem, ignored };
}

function missingPart(transport: Transport, fields: Pick<ServerFields, 'command' | 'url'>): string | null {
  if (transport === 'stdio') {
    return fields.command === null || fields.command === '' ? 'The entry has no command and no url.' : null;
  }
  return fields.url === null || fields.url === '' ? 'The entry has no url.' : null;
}

/** The value `claude mcp add` would write. InvalidRequest when the server is incomplete or says two things. */
export function claudeServer(server: NewServer): Result<ConfigValue> {
  if (server.transport === 'stdio') {
    if (server.command === null || server.command === '') {
      return fail('InvalidRequest', `“${server.name}” has no command.`, { next: 'Enter the command.' });
    }
    return ok({ type: 'stdio', command: server.command, args: server.args, env: server.env });
  }
  if (server.url === null || server.url === '') {
    return fail('InvalidRequest', `“${server.name}” has no address.`, { next: 'Enter the address.' });
  }
  const headers = withBearer(server);
  if (!headers.ok) return headers;
  const some = Object.keys(headers.value).length > 0;
  return ok({ type: server.transport, url: server.url, ...(some ? { headers: headers.value } : {}) });
}

/** Claude Code replaces `${VAR}` in headers, so a variable with a token becomes a reference to it. */
function withBearer(server: NewServer): Result<Readonly<Record<string, string>>> {
  const variable = server.bearerTokenEnvVar;
  if (variable === null || variable === '') return ok(server.headers);
  if (headerNamed(server.headers, 'Authorization') !== undefined) {
    return fail('InvalidRequest', `“${server.name}” has both an Authorization header and a token variable.`, {
      next: 'Keep one of the two.',
    });
  }
  return ok({ ...server.headers, Authorization: `Bearer \${${variable}}` });
}
