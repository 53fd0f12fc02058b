import type { AddTarget } from '../../../shared/actions.ts';
import type { AddDialect } from './dialects.ts';
import {
  NOTHING,
  assignment,
  headerLine,
  isAddress,
  isStandInName,
  isWebAddress,
  transportOf,
} from './draft.ts';
import type { Draft } from './draft.ts';
import { tokeniseShell } from './tokenise-shell.ts';

type Option =
  | 'transport'
  | 'scope'
  | 'env'
  | 'header'
  | 'url'
  | 'bearer'
  | 'name'
  | 'command'
  | 'args'
  | 'dropped';

/** Options that take a value, over all clients (help of each program). */
const WITH_VALUE: Readonly<Record<string, Option>> = {
  '-t': 'transport',
  '--transport': 'transport',
  '--type': 'transport',
  '-s': 'scope',
  '--scope': 'scope',
  '-e': 'env',
  '--env': 'env',
  '-H': 'header',
  '--header': 'header',
  '--headers': 'header',
  '--url': 'url',
  '-u': 'url',
  '--name': 'name',
  '--command': 'command',
  '--args': 'args',
  '--bearer-token-env-var': 'bearer',
  '--client-id': 'dropped',
  '--client-secret': 'dropped',
  '--callback-port': 'dropped',
  '--oauth-client-id': 'dropped',
  '--oauth-client-secret': 'dropped',
  '--oauth-resource': 'dropped',
  '--oauth-redirect-uri': 'dropped',
  '--oauth-authorization-url': 'dropped',
  '--oauth-token-url': 'dropped',
  '--oauth-scopes': 'dropped',
  '--timeout': 'dropped',
  '--description': 'dropped',
  '--tools': 'dropped',
  '--include-tools': 'dropped',
  '--exclude-tools': 'dropped',
};

interface Parsed {
  readonly options: Map<Option, string[]>;
  readonly positionals: readonly string[];
  /** Words after `--`; null when there was none. */
  readonly command: readonly string[] | null;
  readonly ignored: readonly string[];
}

/**
 * Reads the words after `… mcp add`, in any order of flags. Null when they describe no server: a synopsis
 * (`add <name> <url>`), prose ("add command with a different name"), or an incomplete line.
 */
export function parseAdd(words: readonly string[], dialect: AddDialect): Draft | null {
  const { options, positionals, command, ignored } = readWords(words);
  const first = (option: Option): string | null => options.get(option)?.at(-1) ?? null;
  const named = first('name');
  const [givenName, ...rest] = named === null ? positionals : [named, ...positionals];
  if (givenName === undefined || isAddress(givenName)) return null;
  const name = isStandInName(givenName) ? null : givenName;
  const asked = first('transport')?.toLowerCase() ?? null;
  const second =
    command === null && (isRemote(options) || isAddress(rest[0] ?? '')) ? (rest[0] ?? null) : null;
  // The full stop of a sentence, where the command stands in one.
  const address = (first('url') ?? second)?.replace(/[.,]$/, '') ?? null;
  const scope = first('scope') ?? ignored.find((flag) => Object.hasOwn(SCOPE_WORDS, flag)) ?? null;
  const warnings = ignored
    .filter((option) => option !== scope)
    .map((option) => `${option} is not carried over.`);
  const env = pairs(options.get('env'), assignment);
  const shared = { name, source: dialect.source, targets: targetsOf(dialect, scope) };

  if (address !== null && asked !== 'stdio') {
    if (name === null && !isWebAddress(address)) return null;
    const wanted = asked === 'sse' ? 'sse' : asked === null ? transportOf(address) : 'http';
    if (asked === null && dialect.untypedAddress !== undefined) warnings.push(dialect.untypedAddress);
    const headers = pairs(options.get('header'), headerLine);
    const bearerTokenEnvVar = first('bearer');
    const server = { ...NOTHING, transport: wanted, url: address, env, headers, bearerTokenEnvVar } as const;
    return { ...shared, server, warnings };
  }
  const asOption = first('command');
  const [program, ...args] =
    asOption === null ? (command ?? rest) : [asOption, ...splitArguments(first('args') ?? '')];
  if (program === undefined || (command === null && asOption === null && !isProgram(program))) return null;
  if (name === null && /[<>[\]]/.test(program)) return null;
  return { ...shared, server: { ...NOTHING, command: program, args, env }, warnings };
}

function readWords(words: readonly string[]): Parsed {
  const options = new Map<Option, string[]>();
  const positionals: string[] = [];
  const ignored: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = dashes(words[at] ?? '');
    if (word === '--') return { options, positionals, command: words.slice(at + 1), ignored };
    // Past the program's name, flags belong to the program.
    const inProgram =
      positionals.length >= 2 && !isRemote(options) && !/^<[^<>]*>$|:\/\//.test(positionals[1] ?? '');
    if (inProgram || !/^-[-\w]/.test(word)) {
      positionals.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const flag = word.startsWith('--') && equals > 0 ? word.slice(0, equals) : word;
    const option = Object.hasOwn(WITH_VALUE, flag) ? WITH_VALUE[flag] : undefined;
    if (option === undefined) {
      ignored.push(flag.slice(0, 40));
      continue;
    }
    const values = flag === word ? followingValues(words, at + 1, option) : [word.slice(equals + 1)];
    if (flag === word) at += values.length;
    if (option === 'dropped') ignored.push(flag);
    options.set(option, [...(options.get(option) ?? []), ...values]);
  }
  return { options, positionals, command: null, ignored };
}

/** `-e A=1 B=2`: env and header options of Claude Code take every value of their kind that follows. */
function followingValues(words: readonly string[], start: number, option: Option): readonly string[] {
  const fits = option === 'env' ? assignment : option === 'header' ? headerLine : () => null;
  const more = (word: string) => !word.startsWith('-') && !isAddress(word) && fits(word) !== null;
  let end = Math.min(start + 1, words.length);
  while (end < words.length && more(words[end] ?? '')) end += 1;
  return words.slice(start, end);
}

/** Word processors turn `--` into a dash. */
function dashes(word: string): string {
  return word.replace(/^[—–](?=[A-Za-z])/, '--').replace(/^[—–]$/, '--');
}

function pairs(
  values: readonly string[] | undefined,
  split: (text: string) => readonly [string, string] | null,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (values ?? []).flatMap((value) => [split(value)].filter((pair) => pair !== null)),
  );
}

function isRemote(options: Parsed['options']): boolean {
  const asked = options.get('transport')?.at(-1)?.toLowerCase();
  return asked !== undefined && asked !== 'stdio';
}

/** One text for all arguments: words as in a shell, or a list with commas (Amazon Q). */
function splitArguments(text: string): readonly string[] {
  return /\s/.test(text) ? tokeniseShell(text, 0).words : text.split(',').filter((word) => word !== '');
}

/** What clients call the places they share, as values of `--scope` and as flags of their own. */
const SCOPE_WORDS: Readonly<Record<string, AddTarget['scope']>> = {
  user: 'user',
  global: 'user',
  project: 'project',
  workspace: 'project',
  local: 'local',
  '--global': 'user',
  '--project': 'project',
  '--workspace': 'project',
  '--local': 'local',
};

function targetsOf({ target, scopes }: AddDialect, asked: string | null): readonly AddTarget[] {
  if (target === null) return [];
  const wanted = asked === null || !Object.hasOwn(SCOPE_WORDS, asked) ? undefined : SCOPE_WORDS[asked];
  const scope = wanted !== undefined && scopes.includes(wanted) ? wanted : target.scope;
  return [{ client: target.client, scope, project: null, bridge: false }];
}

/** Tells a program from a word of prose, where no `--` marks it. */
function isProgram(word: string): boolean {
  const launchers =
    /^(npx|npm|bunx|bun|pnpm|yarn|node|deno|uvx|uv|pipx|python\d?|docker|podman|go|java|dotnet|ruby|php|cargo|cmd|bash|sh|pwsh|powershell)$/i;
  return launchers.test(word) || isAddress(word) || /[\\/._@$\d]|\w-\w/.test(word);
}
