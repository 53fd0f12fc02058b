import type { ServerEntry, SignIn } from '../../../shared/domain.ts';
import { isOnlyHere, ownerNames, signInsToEnd } from '../../../shared/selectors.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { runChange } from '../change.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import { usage } from '../parse-args.ts';
import { printable } from '../printable.ts';
import { shellWord } from '../shell-word.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

/**
 * Takes an entry out of its file. Its sign-ins end with it when `--sign-out` or the person in the terminal says so; a
 * script that says nothing ends none, and is told how to.
 */
export const run: Command = (context) => {
  const { args } = context;
  if (args.flag('sign-out') && args.flag('keep-sign-in')) {
    return Promise.resolve(usage(VERBS.remove, 'Choose --sign-out or --keep-sign-in, not both.'));
  }
  return withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), args.positionals[0] ?? '');
    if (!found.ok) return found;
    const entry = found.value;
    const signIns = signInsToEnd(core.snapshot(), entry);
    const signOut =
      signIns.length > 0 && (await wantsSignOut(context, { snapshot: core.snapshot(), entry, signIns }));
    const action = { kind: 'remove', ref: entry.ref, signOut } as const;
    const kept = signOut ? [] : signIns.map(({ ref }) => ref);
    const result = await runChange(context, core, [action], {
      confirm: VERBS.remove,
      more: { signInsKept: kept },
    });
    const removed = result.ok && result.value === EXIT.done && !args.flag('dry-run');
    if (removed && kept.length > 0 && !context.json && !args.flag('keep-sign-in')) {
      const words = kept.map((ref) => shellWord(ref, context.env.platform)).join(' ');
      const one = kept.length === 1;
      context.terminal.err(
        `${one ? 'Its sign-in is' : `${kept.length} sign-ins are`} still kept. To end ${one ? 'it' : 'them'}: mcp-tray disconnect ${printable(words)}\n`,
      );
    }
    return result;
  });
};

async function wantsSignOut(
  { args, terminal, json }: CommandContext,
  of: { snapshot: Snapshot; entry: ServerEntry; signIns: readonly SignIn[] },
): Promise<boolean> {
  if (args.flag('sign-out')) return true;
  const asks = terminal.canAsk && !json && !args.flag('yes') && !args.flag('dry-run');
  if (!asks || args.flag('keep-sign-in')) return false;
  const owners = [...new Set(of.signIns.map(({ owner }) => ownerNames(of.snapshot)(owner)))];
  const byDefault = of.signIns.every(isOnlyHere);
  const keeps = owners.length === 1 ? 'keeps' : 'keep';
  const shared = byDefault ? '' : ' Another entry uses it too.';
  const question = `${owners.join(' and ')} ${keeps} a sign-in for ${of.entry.name}.${shared} End it as well? `;
  return terminal.confirm(`${printable(question)}${byDefault ? '[Y/n]' : '[y/N]'} `, byDefault);
}
