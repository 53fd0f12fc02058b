import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';

type OptionSpecs = NonNullable<ParseArgsConfig['options']>;

/** What a verb takes, as data: the parser and the help text both read it. */
export interface VerbSyntax {
  /** How it is called, without the program's name: "show REF". */
  readonly usage: string;
  readonly options?: OptionSpecs;
  /** Fewest and most positional arguments. */
  readonly positionals: readonly [number, number];
  /** Everything after `--` is a command line of its own. */
  readonly takesCommand?: true;
}

export interface ParsedArgs {
  readonly positionals: readonly string[];
  /** The words after `--`; null when there was none or the verb takes none. */
  readonly command: readonly string[] | null;
  flag(name: string): boolean;
  value(name: string): string | null;
  values(name: string): readonly string[];
}

/** Understood by every verb. */
const COMMON_OPTIONS = {
  json: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
  project: { type: 'string', multiple: true },
} as const satisfies OptionSpecs;

/**
 * Splits the verb from the other words: the first word that is neither an option nor `--project`'s value.
 * Options may stand before or after it.
 */
export function splitVerb(argv: readonly string[]): { verb: string | null; rest: readonly string[] } {
  const index = argv.findIndex((word, at) => !word.startsWith('-') && argv[at - 1] !== '--project');
  const terminator = argv.indexOf('--');
  if (index < 0 || (terminator >= 0 && terminator < index)) return { verb: null, rest: argv };
  return { verb: argv[index] ?? null, rest: argv.toSpliced(index, 1) };
}

/** Reads the words after a verb. InvalidRequest (exit code 2) with the right usage when they do not fit. */
export function parseVerbArgs(syntax: VerbSyntax, argv: readonly string[]): Result<ParsedArgs> {
  const end = syntax.takesCommand ? argv.indexOf('--') : -1;
  const own = end < 0 ? argv : argv.slice(0, end);
  const command = end < 0 ? null : argv.slice(end + 1);
  try {
    const { values, positionals } = parseArgs({
      args: [...own],
      options: { ...COMMON_OPTIONS, ...syntax.options },
      allowPositionals: true,
      strict: true,
    });
    const [fewest, most] = syntax.positionals;
    if (!values.help && positionals.length < fewest) return usage(syntax, 'Something is missing.');
    if (positionals.length > most) {
      return usage(syntax, `"${positionals[most]}" is one word too many.`);
    }
    const found: Readonly<Record<string, unknown>> = values;
    return ok({
      positionals,
      command,
      flag: (name) => found[name] === true,
      value: (name) => (typeof found[name] === 'string' ? found[name] : null),
      values: (name) => (Array.isArray(found[name]) ? (found[name] as string[]) : []),
    });
  } catch (error) {
    if (!isParseError(error)) throw error;
    // Node's own sentence, without its advice about `--`, which only fits file names.
    const [sentence = ''] = error.message.split(/\. (?=To specify|Did you)|\n/);
    return usage(syntax, sentence.endsWith('.') ? sentence : `${sentence}.`);
  }
}

/** A command line that does not fit, with how it should look. */
export function usage(syntax: Pick<VerbSyntax, 'usage'>, sentence: string): ReturnType<typeof fail> {
  return fail('InvalidRequest', sentence, { next: `Usage: mcp-tray ${syntax.usage}` });
}

function isParseError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
