import type { ChangeAction, ChangePreview, ChangeReceipt, FilePreview } from '../../shared/actions.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Core } from '../core/core.ts';
import { printJson } from './answer.ts';
import type { CommandContext, CommandError, CommandResult } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { answerJson } from './json.ts';
import { usage } from './parse-args.ts';
import { printable, printableLines } from './printable.ts';
import { createStyle, styleDiff } from './style.ts';

interface ChangeOptions {
  /** Ask before writing; without a terminal that takes `--yes`. */
  readonly confirm?: { readonly usage: string };
  /** Look for refused parts first, and write nothing when there are any. */
  readonly allOrNothing?: boolean;
  /** Stands beside `changes` in the answer for programs. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/**
 * Previews (`--dry-run`), asks, applies and tells: the one way by which the command line changes anything.
 * Several actions are all previewed before the first is applied.
 */
export async function runChange(
  context: CommandContext,
  core: Core,
  actions: readonly ChangeAction[],
  options: ChangeOptions = {},
): Promise<CommandResult> {
  const { args, terminal } = context;
  const dryRun = args.flag('dry-run');
  const asks = options.confirm !== undefined && !args.flag('yes') && !dryRun;
  if (asks && !terminal.canAsk) {
    return usage(options.confirm, 'There is no terminal to ask in, so this needs --yes.');
  }
  const previews: ChangePreview[] = [];
  if (dryRun || asks || options.allOrNothing) {
    for (const action of actions) {
      const preview = await core.handlers['change:preview']({ action });
      if (!preview.ok) return preview;
      previews.push(preview.value);
    }
  }
  if (dryRun) printPreviews(context, previews);
  const refused = firstRefusal(previews, core.snapshot());
  if (refused !== null) return { ok: false, error: refused };
  if (dryRun) return { ok: true, value: EXIT.done };
  if (asks) {
    for (const preview of previews) terminal.err(previewText(preview, context));
    const title = previews.map((preview) => preview.title).join(', ');
    if (!(await terminal.confirm(`${printable(title)}? [y/N] `))) {
      terminal.err('Nothing was changed.\n');
      return { ok: true, value: EXIT.failed };
    }
  }
  const receipts: ChangeReceipt[] = [];
  for (const [index, action] of actions.entries()) {
    // What was shown is what is written; without a look in between the core may redo the plan once.
    const base = asks ? (previews[index]?.base ?? null) : null;
    const receipt = await core.handlers['change:apply']({ action, base });
    if (!receipt.ok) {
      // What was done before stays done and has to be told, also when the rest fails.
      if (receipts.length > 0) printReceipts(context, receipts, options.more);
      return receipt;
    }
    receipts.push(receipt.value);
  }
  printReceipts(context, receipts, options.more);
  return { ok: true, value: EXIT.done };
}

function firstRefusal(previews: readonly ChangePreview[], { clients }: Snapshot): CommandError | null {
  const nameOf = (id: string): string => clients.find((client) => client.id === id)?.name ?? id;
  const refused = previews.flatMap((preview) => preview.refused);
  const [first, ...others] = refused;
  if (first === undefined) return null;
  const rest = others.map(
    ({ target, server, error }) => `${server} in ${nameOf(target.client)}: ${error.message}`,
  );
  const detail = [first.error.detail, ...rest].filter((text) => text !== undefined).join(' ');
  return detail === '' ? first.error : { ...first.error, detail };
}

function printPreviews(context: CommandContext, previews: readonly ChangePreview[]): void {
  const { terminal } = context;
  if (context.json) {
    const shown = previews.map(({ title, files, notes, refused }) => ({
      title,
      files: files.map(({ path, diff, creates, deletes }) => ({ path, diff, creates, deletes })),
      notes,
      refused: refused.map(({ target, server, error }) => ({
        client: target.client,
        server,
        error: { code: error.code, message: error.message },
      })),
    }));
    printJson(context, answerJson({ dryRun: true, previews: shown }));
    return;
  }
  const style = createStyle(terminal.colour);
  for (const preview of previews) {
    terminal.out(preview.files.map((file) => styleDiff(diffText(file), style)).join(''));
    terminal.err(notesText(preview.notes));
  }
}

function previewText(preview: ChangePreview, { terminal }: CommandContext): string {
  const style = createStyle(terminal.colour);
  return preview.files.map((file) => styleDiff(diffText(file), style)).join('') + notesText(preview.notes);
}

function diffText(file: FilePreview): string {
  if (file.diff === '') return '';
  const text = printableLines(file.diff.endsWith('\n') ? file.diff : `${file.diff}\n`);
  return /^--- /m.test(text) ? text : `--- ${file.path}\n+++ ${file.path}\n${text}`;
}

function notesText(notes: readonly string[]): string {
  return notes.map((note) => `${printable(note)}\n`).join('');
}

function printReceipts(
  context: CommandContext,
  receipts: readonly ChangeReceipt[],
  more: ChangeOptions['more'] = {},
): void {
  if (context.json) {
    const changes = receipts.map(({ id, title, refs, files, notes }) => ({ id, title, refs, files, notes }));
    printJson(context, answerJson({ changes, ...more }));
    return;
  }
  for (const { id, title, notes } of receipts) {
    // An empty id: everything was already as wanted, so nothing was written and nothing can be undone.
    context.terminal.out(
      `${id === '' ? 'Nothing had to be changed' : printable(title)}.\n${notesText(notes)}`,
    );
    if (id !== '') context.terminal.out(`Take it back with: mcp-tray undo ${id}\n`);
  }
}
