import type { OperationView, SignInCode } from '../../shared/snapshot.ts';
import type { Core } from '../core/core.ts';
import type { CommandContext } from './context.ts';
import { printable } from './printable.ts';

/**
 * Tells each new phase of a sign-in, and its code, once; for programs the code alone. Returns the function
 * that stops telling.
 */
export function tellSignIn(core: Core, ref: string, { json, terminal }: CommandContext): () => void {
  let before: Pick<OperationView, 'phase' | 'code'> = { phase: '', code: null };
  let countdown: ReturnType<typeof setInterval> | undefined;

  function say(text: string): void {
    if (countdown !== undefined) terminal.live('');
    terminal.err(text);
  }

  function tellCode(code: SignInCode): void {
    if (json) return terminal.err(`${JSON.stringify({ code: fieldsOf(code) })}\n`);
    say(codeText(code));
    countdown = setInterval(() => terminal.live(remaining(code.expiresAt - Date.now())), 1000);
  }

  function stopCounting(): void {
    if (countdown === undefined) return;
    clearInterval(countdown);
    countdown = undefined;
    terminal.live('');
  }

  const stopListening = core.onChange(({ operations }) => {
    const now = operations.find((operation) => operation.kind === 'sign-in' && operation.ref === ref);
    if (now === undefined) return stopCounting();
    const { phase, code } = now;
    if (code !== null && before.code === null) tellCode(code);
    if (phase !== before.phase && !json) say(`${printable(phase)}\n`);
    before = { phase, code };
  });
  return () => {
    stopListening();
    stopCounting();
  };
}

function fieldsOf({ userCode, verificationUri, verificationUriComplete, expiresAt }: SignInCode): SignInCode {
  return { userCode, verificationUri, verificationUriComplete, expiresAt };
}

/** Address and code on lines of their own, to be read from afar and copied whole. */
function codeText(code: SignInCode): string {
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
