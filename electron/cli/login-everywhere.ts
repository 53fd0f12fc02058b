import { fail } from '../../shared/errors.ts';
import { ownerNames } from '../../shared/selectors.ts';
import { roundCounts } from '../../shared/sign-in-round.ts';
import type { RoundStep, RoundStepState, SignInGuide, SignInRound } from '../../shared/sign-in-round.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Core } from '../core/core.ts';
import { answer } from './answer.ts';
import type { CommandContext, CommandError, CommandResult } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { findEntry } from './find-entry.ts';
import { printable } from './printable.ts';
import { tellSignIn } from './sign-in-progress.ts';
import { withCore } from './with-core.ts';

/**
 * Signs in to one server with every client that has it, one after the other, and says what is left for the
 * person. Exit code 0: every place is signed in; 1: one failed; 7: only the person can go on.
 */
export function loginEverywhere(context: CommandContext): Promise<CommandResult> {
  return withCore(context, async (core) => {
    const ref = oneServer(core.snapshot(), context.args.positionals[0] ?? '');
    if (!ref.ok) return ref;
    const opened = await core.handlers['sign-in-round:open']({ ref: ref.value });
    if (!opened.ok) return opened;
    const stopTelling = tellRound(core, context);
    const started = await core.handlers['sign-in-round:start'](null).finally(stopTelling);
    if (!started.ok) return started;
    const snapshot = core.snapshot();
    const round = snapshot.signInRound ?? opened.value;
    return answer(context, {
      json: {
        server: round.name,
        complete: exitCode(round) === EXIT.done,
        steps: round.steps.map(({ ref: place, owner, way, state, detail, next, guide }) => ({
          ref: place,
          owner,
          way,
          state,
          detail,
          next,
          guide: isLeft(state) ? guideJson(guide) : null,
        })),
      },
      lines: round.steps.flatMap((step) => stepLines(step, ownerNames(snapshot)(step.owner))),
      exitCode: exitCode(round),
    });
  });
}

/** A name may stand for one server at many places, but not for several servers. */
function oneServer(
  snapshot: Snapshot,
  wanted: string,
): { readonly ok: true; readonly value: string } | { readonly ok: false; readonly error: CommandError } {
  const named = snapshot.entries.filter((entry) => entry.name === wanted);
  const [first] = named;
  const servers = new Set(named.map(({ serverKey }) => serverKey));
  if (first !== undefined && servers.size === 1) return { ok: true, value: first.ref };
  const found = findEntry(snapshot, wanted);
  if (found.ok) return { ok: true, value: found.value.ref };
  if (servers.size < 2) return found;
  const { error } = fail('EntryAmbiguous', `Several servers are called "${wanted}".`, {
    next: 'Use the reference of one place of the server you mean:',
  });
  return { ok: false, error: { ...error, candidates: named.map(({ ref }) => ref) } };
}

function tellRound(core: Core, context: CommandContext): () => void {
  let telling: { readonly ref: string; readonly stop: () => void } | null = null;
  const stopListening = core.onChange((snapshot) => {
    const running = snapshot.signInRound?.steps.find(({ state }) => state === 'running');
    if (running?.ref === telling?.ref) return;
    telling?.stop();
    telling = null;
    if (running === undefined) return;
    if (!context.json) context.terminal.err(`${printable(ownerNames(snapshot)(running.owner))}\n`);
    telling = { ref: running.ref, stop: tellSignIn(core, running.ref, context) };
  });
  return () => {
    stopListening();
    telling?.stop();
  };
}

const MARKS = {
  waiting: '·',
  running: '·',
  'needs-you': '!',
  done: '✓',
  skipped: '–',
  failed: '✗',
} as const satisfies Record<RoundStepState, string>;

function stepLines(step: RoundStep, owner: string): readonly string[] {
  const told = [step.detail, step.next].filter((text) => text !== null).join(' ');
  const guide = isLeft(step.state) ? (step.guide?.steps ?? []) : [];
  return [
    `${MARKS[step.state]} ${owner}${told === '' ? '' : `: ${told}`}`,
    ...guide.map((text, index) => `    ${index + 1}. ${text}`),
    ...(guide.length > 0 && step.guide?.command != null ? [`    ${step.guide.command}`] : []),
  ];
}

/** Without what a window could open. */
function guideJson(guide: SignInGuide | null): object | null {
  if (guide === null) return null;
  const { steps, command, folder } = guide;
  return { steps, command, folder };
}

function isLeft(state: RoundStepState): boolean {
  return state === 'needs-you' || state === 'failed' || state === 'waiting';
}

function exitCode(round: SignInRound): number {
  const counts = roundCounts(round);
  if (counts.failed > 0) return EXIT.failed;
  return counts['needs-you'] + counts.waiting + counts.running > 0 ? EXIT.signInNeeded : EXIT.done;
}
