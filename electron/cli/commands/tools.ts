import type { ServerEntry } from '../../../shared/domain.ts';
import type { ToolOutcome, ToolsAnswer, ToolView } from '../../../shared/tools.ts';
import { toolsToTry } from '../../../shared/tools-to-try.ts';
import { hasToolLists, isOffered, toolChoiceOf, unknownTools } from '../../../shared/tool-lists.ts';
import type { Core } from '../../core/core.ts';
import { answer, printJson } from '../answer.ts';
import type { Command, CommandContext, CommandResult } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import { answerJson } from '../json.ts';
import { usage } from '../parse-args.ts';
import { printable, printableLines } from '../printable.ts';
import { readToolArguments } from '../tool-arguments.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

/** Lists the tools of a server, or calls one of them. Exit code 1 when the server refuses the call. */
export const run: Command = async (context) => {
  const { args } = context;
  const tool = args.value('call');
  if (tool === null && args.value('args') !== null) return usage(VERBS.tools, '--args needs --call.');
  const given = await readToolArguments(context);
  if (!given.ok) return given;
  return withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), args.positionals[0] ?? '');
    if (!found.ok) return found;
    const entry = found.value;
    if (entry.transport === 'stdio' && !args.flag('start')) {
      return usage(VERBS.tools, `"${entry.name}" is a program on this computer; it runs only with --start.`);
    }
    if (tool !== null) return call(context, core, { entry, tool, given: given.value });
    const list = await core.handlers['server:tools']({ ref: entry.ref, startPrograms: args.flag('start') });
    if (!list.ok) return list;
    const offers = offeredBy(entry);
    const { tools } = list.value;
    const unknown = unknownTools(
      toolChoiceOf(entry.settings),
      entry.settings,
      tools.map(({ name }) => name),
    );
    return answer(context, {
      json: {
        ref: entry.ref,
        ...list.value,
        tools: tools.map((tool) => ({ ...tool, offered: offers(tool.name) })),
        unknownTools: unknown.map(({ name }) => name),
      },
      lines: [...listLines(list.value, offers), ...unknownLines(unknown), ...tryLines(entry, tools)],
    });
  });
};

async function call(
  context: CommandContext,
  core: Core,
  { entry, tool, given }: { entry: ServerEntry; tool: string; given: Record<string, unknown> },
): Promise<CommandResult> {
  const { args, json, terminal } = context;
  const { ref } = entry;
  const attempt = (confirmed: boolean) =>
    core.handlers['server:call-tool']({
      ref,
      tool,
      arguments: given,
      startPrograms: args.flag('start'),
      confirmed,
    });
  const stopTelling = tellPhases(core, ref, (phase) => {
    if (!json) terminal.err(`${printable(phase)}\n`);
  });
  try {
    let outcome = await attempt(args.flag('yes'));
    if (!outcome.ok && outcome.error.code === 'ConfirmationNeeded' && terminal.canAsk) {
      if (!(await terminal.confirm(`${printable(outcome.error.message)} Call it? [y/N] `))) {
        terminal.err('Nothing was called.\n');
        return { ok: true, value: EXIT.failed };
      }
      outcome = await attempt(true);
    }
    if (!outcome.ok) return outcome;
    printOutcome(context, { ref, tool }, outcome.value);
    return { ok: true, value: outcome.value.ok ? EXIT.done : EXIT.failed };
  } finally {
    stopTelling();
  }
}

/** What the tool said is the output; time and count stand beside it, so that a pipe gets the text alone. */
function printOutcome(
  context: CommandContext,
  called: { ref: string; tool: string },
  outcome: ToolOutcome,
): void {
  const { terminal } = context;
  if (context.json) return printJson(context, answerJson({ ...called, ...outcome }));
  const text = outcome.text === '' ? '' : `${printableLines(outcome.text)}\n`;
  if (outcome.ok) terminal.out(text);
  else terminal.err(text);
  if (outcome.hint !== null) terminal.err(`${outcome.hint}\n`);
  const { itemCount, tookMs } = outcome;
  const count = itemCount === null ? '' : `${counted(itemCount, 'item')} · `;
  terminal.err(`${count}${tookMs} ms\n`);
}

/** Whether the client offers a tool, by its own lists; null where it has none. */
function offeredBy({ settings }: ServerEntry): (tool: string) => boolean | null {
  const choice = toolChoiceOf(settings);
  return (tool) => (hasToolLists(choice) ? isOffered(choice, settings, tool) : null);
}

function unknownLines(unknown: ReturnType<typeof unknownTools>): readonly string[] {
  if (unknown.length === 0) return [];
  const names = [...new Set(unknown.map(({ name }) => name))];
  return [`In the client’s lists, but unknown to the server: ${names.join(', ')}`];
}

function tryLines(entry: ServerEntry, tools: readonly ToolView[]): readonly string[] {
  if (tools.length === 0) return ['Its policy, or your permissions, may hide them.'];
  // The line is there to be copied, and the server chose the name: nothing that a shell would understand.
  const tool = toolsToTry(tools).find(({ name }) => /^[\w.-]+$/.test(name));
  if (tool === undefined || !/^[\w@%+=:,./-]+$/.test(entry.ref)) return [];
  const start = entry.transport === 'stdio' ? ' --start' : '';
  return [`To try it out: mcp-tray tools ${entry.ref}${start} --call ${tool.name}`];
}

function listLines(
  { tools, note, tookMs }: ToolsAnswer,
  offers: (tool: string) => boolean | null,
): readonly string[] {
  return [
    ...tools.flatMap((tool) => [
      `${tool.name}${marks(tool)}${offers(tool.name) === false ? '  (not offered by its client)' : ''}`,
      ...(tool.description ?? tool.title ?? '').split('\n', 3).map((line) => `  ${line.trim()}`),
    ]),
    `${counted(tools.length, 'tool')} · ${tookMs} ms`,
    ...(note === null ? [] : [note]),
  ].filter((line) => line.trim() !== '');
}

function marks({ readOnly, destructive }: ToolView): string {
  if (destructive) return '  (may take something away: asks first)';
  return readOnly ? '  (only reads)' : '';
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Tells each new phase of the call, once. */
function tellPhases(core: Core, ref: string, tell: (phase: string) => void): () => void {
  let last = '';
  return core.onChange(({ operations }) => {
    const now = operations.find((operation) => operation.kind === 'tool-call' && operation.ref === ref);
    const phase = now?.phase ?? '';
    if (phase !== last && phase !== '') tell(phase);
    last = phase;
  });
}
