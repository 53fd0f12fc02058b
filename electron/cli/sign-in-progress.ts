import type { OperationView } from '../../shared/snapshot.ts';
import type { Core } from '../core/core.ts';
import { createCodeTeller } from './code-teller.ts';
import type { CommandContext } from './context.ts';
import { printable } from './printable.ts';

/**
 * Tells each new phase of a sign-in, and its code, once; for programs the code alone. Returns the function
 * that stops telling.
 */
export function tellSignIn(core: Core, ref: string, context: CommandContext): () => void {
  const teller = createCodeTeller(context);
  let before: Pick<OperationView, 'phase' | 'code'> = { phase: '', code: null };

  const stopListening = core.onChange(({ operations }) => {
    const now = operations.find((operation) => operation.kind === 'sign-in' && operation.ref === ref);
    if (now === undefined) return teller.stop();
    const { phase, code } = now;
    if (code !== null && before.code === null) teller.tell(code);
    if (phase !== before.phase && !context.json) teller.say(`${printable(phase)}\n`);
    before = { phase, code };
  });
  return () => {
    stopListening();
    teller.stop();
  };
}
