import type { SignIn } from '../../../shared/domain.ts';
import { ownerNames } from '../../../shared/selectors.ts';
import { untilTime } from '../../../shared/time-words.ts';
import { printJson } from '../answer.ts';
import { lookIntoAll, notLookedAt } from '../closed-stores.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { signInsJson } from '../json.ts';
import { printable } from '../printable.ts';
import { createStyle } from '../style.ts';
import { tableLines } from '../table.ts';
import { withCore } from '../with-core.ts';

const COLUMNS = [
  { title: 'SERVER', shrinksTo: 12 },
  { title: 'KEPT BY' },
  { title: 'ENDS' },
  { title: 'STALE', shrinksTo: 20 },
  { title: 'REF', shrinksTo: 20 },
];

/** Every sign-in record on this machine, ours and the clients'; with `--stale` those of no use any more. */
export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { args, terminal } = context;
    const refused = args.flag('look') ? await lookIntoAll(core) : [];
    // What the others showed is shown before the first refusal is reported.
    const [outcome = { ok: true, value: EXIT.done }] = refused;
    const snapshot = core.snapshot();
    const wanted = snapshot.signIns.filter(({ stale }) => stale !== null || !args.flag('stale'));
    const signIns = wanted.toSorted((a, b) => (a.ref < b.ref ? -1 : 1));
    if (context.json) {
      printJson(context, signInsJson(signIns));
      return outcome;
    }
    const nameOf = ownerNames(snapshot);
    const style = createStyle(terminal.colour);
    const rows = signIns.map((signIn) => [
      { text: printable(signIn.server) },
      { text: printable(nameOf(signIn.owner)) },
      { text: lifetime(signIn, snapshot.takenAt) },
      { text: printable(signIn.stale ?? '') },
      { text: printable(signIn.ref) },
    ]);
    const lines =
      rows.length === 0
        ? [args.flag('stale') ? 'No sign-in is stale.' : 'There are no sign-ins.']
        : tableLines({
            columns: COLUMNS,
            rows,
            width: terminal.size()?.columns ?? null,
            paintTitle: (text) => style('dim', text),
          });
    terminal.out(`${lines.join('\n')}\n`);
    terminal.err(notLookedAt(core));
    return outcome;
  });

function lifetime({ expiresAt, refreshable }: SignIn, now: number): string {
  if (refreshable) return 'renews by itself';
  if (expiresAt === null) return '';
  return expiresAt <= now ? 'ended' : untilTime(expiresAt, now);
}
