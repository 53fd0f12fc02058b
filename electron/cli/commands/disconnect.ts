import type { DisconnectReceipt } from '../../../shared/actions.ts';
import { ownerNames } from '../../../shared/selectors.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import type { Core } from '../../core/core.ts';
import { answer } from '../answer.ts';
import { lookIntoAll, notLookedAt } from '../closed-stores.ts';
import type { Command, CommandContext, CommandResult } from '../context.ts';
import { disconnectTargets, previewLines } from '../disconnect-targets.ts';
import type { DisconnectTarget } from '../disconnect-targets.ts';
import { EXIT } from '../exit-codes.ts';
import { usage } from '../parse-args.ts';
import { printable } from '../printable.ts';
import { signOutOf } from '../sign-out.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

/** Ends sign-ins for good, after asking. Exit code 1 when something is left over or the answer is no. */
export const run: Command = async (context) => {
  const { args, terminal } = context;
  const wanted = args.positionals;
  const problem = misuse(context);
  if (problem !== null) return usage(VERBS.disconnect, problem);
  return withCore(context, async (core) => {
    // Naming a sign-in is the click that lets us look at it.
    for (const { owner } of core.snapshot().closedStores) {
      for (const ref of wanted.filter((one) => one.startsWith(`${owner}/`))) {
        const looked = await core.handlers['sign-in:look']({ owner, key: ref.slice(owner.length + 1) });
        if (!looked.ok) return looked;
      }
    }
    if (args.flag('look')) {
      const [refused] = await lookIntoAll(core);
      if (refused !== undefined) return refused;
    }
    if (args.flag('stale')) terminal.err(notLookedAt(core));
    const snapshot = core.snapshot();
    const targets = disconnectTargets(snapshot, context);
    if (!targets.ok) return targets;
    if (targets.value.length === 0) {
      return answer(context, { json: { complete: true, receipts: [] }, lines: ['No sign-in is stale.'] });
    }
    if (!args.flag('yes')) {
      const lines = previewLines(targets.value, snapshot).map((line) => `${printable(line)}\n`);
      if (!(await terminal.confirm(`${lines.join('')}Disconnect? [y/N] `))) {
        terminal.err('Nothing was changed.\n');
        return { ok: true, value: EXIT.failed };
      }
    }
    return disconnect(context, core, { snapshot, targets: targets.value, single: wanted.length === 1 });
  });
};

function misuse({ args, terminal }: CommandContext): string | null {
  const named = args.positionals.length > 0;
  if (args.flag('own') && args.flag('client')) return 'Choose --client or --own, not both.';
  if (named === args.flag('stale')) return 'Name sign-ins or servers, or say --stale.';
  if (named && args.flag('look')) return '--look goes with --stale; a sign-in that is named is looked at.';
  return args.flag('yes') || terminal.canAsk ? null : 'There is no terminal to ask in, so this needs --yes.';
}

async function disconnect(
  context: CommandContext,
  core: Core,
  from: { snapshot: Snapshot; targets: readonly DisconnectTarget[]; single: boolean },
): Promise<CommandResult> {
  const receipts: DisconnectReceipt[] = [];
  for (const target of from.targets) {
    if (target.kind === 'sign-ins') {
      const done = await core.handlers['sign-in:disconnect']({ refs: [...target.refs] });
      if (!done.ok) return done;
      receipts.push(...done.value.receipts);
    } else {
      const done = await signOutOf(core, target.entry, target.ways);
      if (!done.ok) return done;
      receipts.push({ ref: target.entry.ref, ...done.value });
    }
  }
  const complete = receipts.every((receipt) => receipt.complete);
  const sentences = receipts.flatMap((receipt) => receipt.sentences);
  const [first] = from.targets;
  const one = from.single && first !== undefined ? { ref: first.ref, complete, sentences } : { complete };
  return answer(context, {
    json: { ...one, receipts },
    lines: from.single ? sentences : receipts.flatMap((receipt) => toldLines(receipt, from.snapshot)),
    exitCode: complete ? EXIT.done : EXIT.failed,
  });
}

/** With several, each receipt stands under the name of what was ended. */
function toldLines(receipt: DisconnectReceipt, snapshot: Snapshot): readonly string[] {
  const signIn = snapshot.signIns.find(({ ref }) => ref === receipt.ref);
  const name =
    signIn === undefined ? receipt.ref : `${signIn.server} (${ownerNames(snapshot)(signIn.owner)})`;
  return [name, ...receipt.sentences.map((sentence) => `  ${sentence}`)];
}
