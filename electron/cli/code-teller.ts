import type { SessionCode } from '../../shared/session-sign-in.ts';
import type { CommandContext } from './context.ts';
import { printable } from './printable.ts';

/** Shows a code for a browser, with the time that is left running beside it; for programs the code alone. */
export interface CodeTeller {
  tell(code: SessionCode): void;
  /** A line that does not get mixed up with the running time. */
  say(text: string): void;
  stop(): void;
}

export function createCodeTeller({ json, terminal }: Pick<CommandContext, 'json' | 'terminal'>): CodeTeller {
  let countdown: ReturnType<typeof setInterval> | undefined;

  function say(text: string): void {
    if (countdown !== undefined) terminal.live('');
    terminal.err(text);
  }

  return {
    say,
    tell(code) {
      if (json) return terminal.err(`${JSON.stringify({ code: fieldsOf(code) })}\n`);
      say(codeText(code));
      const { expiresAt } = code;
      if (expiresAt === null) return;
      countdown = setInterval(() => terminal.live(remaining(expiresAt - Date.now())), 1000);
    },
    stop() {
      if (countdown === undefined) return;
      clearInterval(countdown);
      countdown = undefined;
      terminal.live('');
    },
  };
}

function fieldsOf({
  userCode,
  verificationUri,
  verificationUriComplete,
  expiresAt,
}: SessionCode): SessionCode {
  return { userCode, verificationUri, verificationUriComplete, expiresAt };
}

/** Address and code on lines of their own, to be read from afar and copied whole. */
function codeText(code: SessionCode): string {
  const complete = code.verificationUriComplete;
  const lines = [
    'Open this page in any browser, on this computer or another:',
    '',
    `    ${printable(code.verificationUri)}`,
    '',
    'and enter this code:',
    '',
    `    ${printable(code.userCode)}`,
    '',
    ...(complete === null
      ? []
      : ['Or open this address, which brings the code along:', '', `    ${printable(complete)}`, '']),
  ];
  return `\n${lines.join('\n')}\n`;
}

/** "The code is valid for 9:58. Ctrl-C: cancel." */
function remaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds === 0) return 'The code has run out.';
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return `The code is valid for ${clock}. Ctrl-C: cancel.`;
}
