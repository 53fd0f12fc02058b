import type { Result } from '../../shared/errors.ts';
import { identityWords, sessionPrompt, tenantAddress } from '../../shared/session-sign-in.ts';
import type { SessionSignIn } from '../../shared/session-sign-in.ts';
import { timeLeft } from '../../shared/time-words.ts';
import type { Core } from '../core/core.ts';
import { answer } from './answer.ts';
import { createCodeTeller } from './code-teller.ts';
import type { CommandContext, CommandResult } from './context.ts';
import { findEntry } from './find-entry.ts';
import { usage } from './parse-args.ts';
import { printable } from './printable.ts';
import { VERBS } from './verbs.ts';
import { withCore } from './with-core.ts';

/**
 * `login --session`: signs in inside one session of the server by its own tools, says who that is, and ends the
 * session. Errors are those of `session-sign-in:start` and `:check`.
 */
export function loginSession(context: CommandContext): Promise<CommandResult> {
  const { args } = context;
  return withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), args.positionals[0] ?? '');
    if (!found.ok) return found;
    const { ref, name, transport, url } = found.value;
    const startPrograms = args.flag('start');
    if (transport === 'stdio' && !startPrograms) {
      return usage(VERBS.login, `"${name}" is a program on this computer; it runs only with --start.`);
    }
    const tenantId = args.value('tenant')?.trim() || (tenantAddress(url)?.tenantId ?? null);
    const begun = await core.handlers['session-sign-in:start']({ ref, tenantId, startPrograms });
    const done = begun.ok ? await waitForPerson(core, begun.value, context) : begun;
    if (!done.ok) return done;
    return answer(context, { json: fieldsOf(done.value), lines: words(done.value, Date.now()) });
  });
}

async function waitForPerson(
  core: Core,
  begun: SessionSignIn,
  context: CommandContext,
): Promise<Result<SessionSignIn>> {
  const teller = createCodeTeller(context);
  let session = begun;
  let told: string | null = null;
  if (session.code !== null) teller.tell(session.code);
  if (!session.keepsSession && !context.json) teller.say(`${NO_SESSION}\n`);
  try {
    // The core lets five seconds pass between two questions.
    while (session.state === 'waiting') {
      const asked = await core.handlers['session-sign-in:check']({ ref: session.ref });
      if (!asked.ok) return asked;
      session = asked.value;
      const problem = session.error?.message ?? null;
      if (problem !== null && problem !== told && !context.json) teller.say(`${printable(problem)}\n`);
      told = problem;
    }
    return { ok: true, value: session };
  } finally {
    teller.stop();
  }
}

function words(session: SessionSignIn, now: number): readonly string[] {
  const { expiresAt, identity, tenantId } = session;
  const left = expiresAt === null ? 'until when, the server does not say' : timeLeft(expiresAt, now);
  const who = identity === null ? null : identityWords(identity);
  return [
    `Signed in; ${left}.`,
    ...(who === null ? [] : [who]),
    'It held for one session of MCP Tray, which ends now. No client is signed in by it:',
    `say to yours “${sessionPrompt(tenantId)}”`,
  ];
}

function fieldsOf({ ref, tenantId, expiresAt, identity, keepsSession }: SessionSignIn): object {
  return { ref, tenantId, signedIn: true, expiresAt, identity, keepsSession };
}

const NO_SESSION =
  'This server keeps no sessions: it may forget the sign-in at any time, or take others for you.';
