import type { NewServer } from '../../shared/actions.ts';
import { ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { usage } from './parse-args.ts';
import type { ParsedArgs } from './parse-args.ts';
import { VERBS } from './verbs.ts';

/** Whether `add` was given a text to understand instead of flags. */
export function isPaste(args: ParsedArgs): boolean {
  if (args.value('paste') !== null) return true;
  return args.positionals.length === 1 && args.value('url') === null && args.command === null;
}

/** The server that `add NAME --url U` or `add NAME -- COMMAND…` describes. */
export function serverFromArgs(args: ParsedArgs): Result<NewServer> {
  const [name] = args.positionals;
  const url = args.value('url')?.trim() ?? null;
  const [program, ...programArgs] = args.command ?? [];
  if (name === undefined || name === '') return usage(VERBS.add, 'The name is missing.');
  if ((url === null) === (program === undefined)) {
    return usage(VERBS.add, 'Give either --url or, after --, the command to run.');
  }
  const transport = args.value('transport') ?? (url === null ? 'stdio' : 'http');
  const fitting: readonly string[] = url === null ? ['stdio'] : ['http', 'sse'];
  if (!isTransport(transport) || !fitting.includes(transport)) {
    return usage(VERBS.add, `"${transport}" is not a transport for this; use ${fitting.join(' or ')}.`);
  }
  const env = pairs(args.values('env'), '=');
  if (env === null) return usage(VERBS.add, 'Write variables as --env NAME=VALUE.');
  const headers = pairs(args.values('header'), ':');
  if (headers === null) return usage(VERBS.add, 'Write headers as --header "Name: value".');
  return ok({
    name,
    transport,
    url,
    command: program ?? null,
    args: programArgs,
    env,
    headers,
    bearerTokenEnvVar: args.value('bearer-token-env-var'),
  });
}

export function isTransport(text: string): text is NewServer['transport'] {
  return text === 'http' || text === 'sse' || text === 'stdio';
}

/** "NAME=value" words as a record; null when one has no name or no separator. */
export function pairs(words: readonly string[], separator: string): Record<string, string> | null {
  const entries = words.map((word) => {
    const at = word.indexOf(separator);
    return [word.slice(0, Math.max(at, 0)).trim(), word.slice(at + 1).trim()] as const;
  });
  return entries.some(([name]) => name === '') ? null : Object.fromEntries(entries);
}

/** The server as the snippet a client's documentation would show, for everything that reads such text. */
export function asText({ name, transport, url, command, args, env, headers }: NewServer): string {
  const http = { type: transport, url, headers };
  return JSON.stringify({ mcpServers: { [name]: url === null ? { command, args, env } : http } });
}
