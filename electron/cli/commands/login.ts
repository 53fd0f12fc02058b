import type { ServerEntry } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { printJson } from '../answer.ts';
import type { Command } from '../context.ts';
import { entryLines } from '../entry-view.ts';
import { EXIT } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import { loginEverywhere } from '../login-everywhere.ts';
import { loginSession } from '../login-session.ts';
import { singleEntryJson } from '../json.ts';
import { usage } from '../parse-args.ts';
import { readSignInOptions } from '../sign-in-options.ts';
import { tellSignIn } from '../sign-in-progress.ts';
import { createStyle } from '../style.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

export const run: Command = async (context) => {
  const { args, terminal } = context;
  if (args.flag('own') && args.flag('client')) {
    return usage(VERBS.login, 'Choose --client or --own, not both.');
  }
  const options = await readSignInOptions(context);
  if (!options.ok) return options;
  if (args.flag('session')) {
    const alone = options.value === null && !['own', 'client', 'all'].some((flag) => args.flag(flag));
    return alone
      ? loginSession(context)
      : usage(
          VERBS.login,
          '--session signs in by the server’s own tools and goes with --tenant and --start only.',
        );
  }
  if (args.value('tenant') !== null || args.flag('start')) {
    return usage(VERBS.login, '--tenant and --start need --session.');
  }
  if (args.flag('all')) {
    const alone = options.value === null && !args.flag('own') && !args.flag('client');
    return alone
      ? loginEverywhere(context)
      : usage(VERBS.login, '--all signs in with each client’s own command and takes no other options.');
  }
  if (options.value !== null && args.flag('client')) {
    return usage(VERBS.login, 'The options of a sign-in with MCP Tray do not go with --client.');
  }
  const own = args.flag('own') || options.value !== null;
  return withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), args.positionals[0] ?? '');
    if (!found.ok) return found;
    const { ref } = found.value;
    const via = chooseWay(found.value, { own, client: args.flag('client') });
    if (!via.ok) return via;
    const stopTelling = tellSignIn(core, ref, context);
    const result = await core.handlers['sign-in:start']({
      ref,
      via: via.value,
      ...(options.value === null ? {} : { options: options.value }),
    }).finally(stopTelling);
    if (!result.ok) return result;
    const snapshot = core.snapshot();
    const entry = snapshot.entries.find((one) => one.ref === ref) ?? found.value;
    if (context.json) {
      printJson(context, singleEntryJson(entry));
    } else {
      const lines = entryLines(entry, snapshot, {
        style: createStyle(terminal.colour),
        now: snapshot.takenAt,
      });
      terminal.out(`${lines.join('\n')}\n`);
    }
    return { ok: true, value: EXIT.done };
  });
};

/** The client's own sign-in where it has one, because that is the one it uses; else ours. */
function chooseWay(
  { name, can }: ServerEntry,
  only: { own: boolean; client: boolean },
): Result<'client' | 'own'> {
  if (can.clientSignIn && !only.own) return ok('client');
  if (can.ownSignIn && !only.client) return ok('own');
  return fail('Unsupported', `"${name}" has no sign-in of this kind.`, {
    next: 'Run "mcp-tray show" on it to see what is possible.',
  });
}
