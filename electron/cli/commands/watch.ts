import type { Snapshot } from '../../../shared/snapshot.ts';
import { createSnapshotFeed } from '../../browser/snapshot-feed.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { listJson } from '../json.ts';
import { listLines } from '../list-view.ts';
import { createStyle } from '../style.ts';
import { untilAborted } from '../until-aborted.ts';
import { openCore } from '../with-core.ts';

/** Clears the screen and puts the cursor at its top left (ECMA-48: CUP, ED 2). */
const CLEAR_SCREEN = '\u001b[H\u001b[2J';

export const run: Command = async (context) => {
  const { signal, terminal } = context;
  const core = await openCore(context);
  let shown = 0;
  const feed = createSnapshotFeed(async (snapshot) => {
    if (snapshot.loading || snapshot.revision <= shown || signal.aborted) return;
    shown = snapshot.revision;
    terminal.out(frame(context, snapshot));
    await terminal.drained();
  });
  const stopListening = core.onChange(feed.push);
  try {
    await core.start({ monitor: false });
    feed.push(core.snapshot());
    await untilAborted(signal);
  } finally {
    stopListening();
    await core.stop();
  }
  return { ok: true, value: EXIT.done };
};

function frame(context: CommandContext, snapshot: Snapshot): string {
  if (context.json) return `${JSON.stringify(listJson(snapshot))}\n`;
  const { terminal } = context;
  const size = terminal.size();
  const lines = listLines(snapshot, {
    width: size?.columns ?? null,
    style: createStyle(terminal.colour),
    now: snapshot.takenAt,
  });
  if (size === null) return `${lines.join('\n')}\n\n`;
  const room = size.rows - 2;
  const fitting =
    lines.length <= room ? lines : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more`];
  return `${CLEAR_SCREEN}${fitting.join('\n')}\n`;
}
