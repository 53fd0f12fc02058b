import { resolve } from 'node:path';
import { ERROR_COPY, fail } from '../../shared/errors.ts';
import { redactText } from '../../shared/redact.ts';
import type { CommandContext, CommandResult } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { helpText, verbHelp } from './help.ts';
import { parseVerbArgs, splitVerb } from './parse-args.ts';
import { reportError } from './report-error.ts';
import { findVerb } from './verbs.ts';

/**
 * The whole program apart from the process around it: words in, exit code out. Expected failures are told as
 * one sentence and the next step; a thrown error is a bug and told as such, without its stack.
 */
export async function runProgram(
  argv: readonly string[],
  context: Omit<CommandContext, 'args' | 'json'>,
): Promise<number> {
  const terminator = argv.indexOf('--');
  const json = (terminator < 0 ? argv : argv.slice(0, terminator)).includes('--json');
  const result = await run(argv, { ...context, json }).catch(reportBug);
  if (context.signal.aborted && !(result.ok && result.value === EXIT.done)) return EXIT.interrupted;
  if (result.ok) return result.value;
  return reportError(result.error, { json, write: (text) => context.terminal.err(text) });
}

async function run(argv: readonly string[], context: Omit<CommandContext, 'args'>): Promise<CommandResult> {
  const { verb: name, rest } = splitVerb(argv);
  if (name === null || name === 'help') {
    if (name === null && rest.includes('--version')) return print(context, `${context.env.version}\n`);
    return help(context, name === null ? null : (rest.find((word) => !word.startsWith('-')) ?? null));
  }
  const verb = findVerb(name);
  if (verb === null) return unknownVerb(name);
  const args = parseVerbArgs(verb, rest);
  if (!args.ok) return args;
  if (args.value.flag('help')) return print(context, verbHelp(verb));
  const missing = await missingProject(args.value.values('project'), context);
  if (missing !== null) return fail('InvalidRequest', `There is no folder "${missing}".`, PROJECT_HINT);
  const command = await verb.load();
  return command.run({ ...context, args: args.value });
}

const PROJECT_HINT = { next: 'Give --project an existing folder.' };

/** The first `--project` that is no folder: a typing mistake would otherwise look like an empty project. */
async function missingProject(
  paths: readonly string[],
  { terminal, isFolder }: Omit<CommandContext, 'args'>,
): Promise<string | null> {
  for (const path of paths) {
    if (!(await isFolder(resolve(terminal.cwd, path)))) return path;
  }
  return null;
}

function help(context: Omit<CommandContext, 'args'>, about: string | null): CommandResult {
  const verb = about === null ? null : findVerb(about);
  if (about !== null && verb === null) return unknownVerb(about);
  return print(context, verb === null ? helpText() : verbHelp(verb));
}

function print(context: Omit<CommandContext, 'args'>, text: string): CommandResult {
  context.terminal.out(text);
  return { ok: true, value: EXIT.done };
}

function unknownVerb(name: string): CommandResult {
  return fail('InvalidRequest', `There is no command "${name}".`, {
    next: 'Run "mcp-tray help" to see all commands.',
  });
}

function reportBug(error: unknown): CommandResult {
  const text = error instanceof Error ? error.message : String(error);
  return fail('Internal', ERROR_COPY.Internal.sentence, { detail: redactText(text).slice(0, 500) });
}
