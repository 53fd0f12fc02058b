import type { ServerEntry } from '../../../shared/domain.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { variableSetUp } from '../../../shared/variable-set-up.ts';
import { printJson } from '../answer.ts';
import { runChange } from '../change.ts';
import type { Command, CommandContext, CommandResult } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import { answerJson } from '../json.ts';
import { findingsIn } from '../lint-findings.ts';
import { fixesFor } from '../lint-fixes.ts';
import type { LintFix } from '../lint-fixes.ts';
import { orderedEntries } from '../order.ts';
import { printable } from '../printable.ts';
import { createStyle } from '../style.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

/** Every warning of every entry, or of those named, with its place; exit code 1 when there are any. */
export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { args } = context;
    const snapshot = core.snapshot();
    const entries: ServerEntry[] = [];
    for (const ref of args.positionals) {
      const found = findEntry(snapshot, ref);
      if (!found.ok) return found;
      entries.push(found.value);
    }
    const named = entries.length > 0;
    const shown = { ...snapshot, entries: named ? entries : snapshot.entries };
    if (!args.flag('fix')) return printFindings(context, shown);
    const fixes = fixesFor(orderedEntries(shown), { named });
    if (fixes.length === 0) {
      context.terminal.err('There is nothing here that MCP Tray can fix by itself.\n');
      return printFindings(context, shown);
    }
    const result = await runChange(
      context,
      core,
      fixes.map(({ action }) => action),
      { confirm: VERBS.lint },
    );
    if (result.ok && result.value === EXIT.done) tellVariables(context, snapshot, fixes);
    return result;
  });

function printFindings(context: CommandContext, snapshot: Snapshot): CommandResult {
  const { terminal } = context;
  const findings = findingsIn(snapshot);
  const value = findings.length === 0 ? EXIT.done : EXIT.failed;
  if (context.json) {
    printJson(context, answerJson({ warnings: findings }));
    return { ok: true, value };
  }
  const style = createStyle(terminal.colour);
  const lines = findings.flatMap(({ ref, file, line, text, suggestion, fixes }) => [
    style('dim', printable(`${line === null ? file : `${file}:${line}`}  ${ref}`)),
    printable(`  ${text}`),
    ...(suggestion === null ? [] : [printable(`  Instead of the value: ${suggestion}`)]),
    ...(fixes.length === 0 ? [] : [printable(`  mcp-tray lint ${ref} --fix`)]),
  ]);
  terminal.out(`${lines.length === 0 ? 'Nothing to warn of.' : lines.join('\n')}\n`);
  return { ok: true, value };
}

/** The lines to set the variables with, a placeholder in the place of each value. */
function tellVariables(
  context: CommandContext,
  { clients, host }: Snapshot,
  fixes: readonly LintFix[],
): void {
  const { terminal } = context;
  for (const { entry, variables } of fixes) {
    if (variables.length === 0) continue;
    const client = clients.find(({ id }) => id === entry.client);
    const { line } = variableSetUp({
      platform: host.platform,
      fromDesktop: client?.fromDesktop ?? false,
      client: client?.name ?? entry.client,
    });
    for (const name of variables) {
      terminal.err(`  ${line.replace('NAME', () => name).replace('value', '<the old value>')}\n`);
    }
  }
}
