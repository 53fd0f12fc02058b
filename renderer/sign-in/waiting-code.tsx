import type { OperationView } from '../../shared/snapshot.ts';
import { Notice } from '../components/notice.tsx';
import { COPY } from '../copy/copy.ts';
import { SignInCodeCard } from '../detail/sign-in-code.tsx';
import { useApp } from '../hooks/use-app.ts';

/**
 * The code that a sign-in of this server waits for. The region is there before the code, so that the code is
 * spoken once when it comes; the clock in it is not.
 */
export function WaitingCode({ operation }: { readonly operation: OperationView | undefined }) {
  const { commands } = useApp();
  return (
    <div aria-live="polite" aria-relevant="additions">
      {operation !== undefined && operation.code !== null && (
        <div className="mb-2">
          <Notice tone="attention" title={COPY.otherWays.codeTitle}>
            <SignInCodeCard
              target={operation.ref}
              code={operation.code}
              onCancel={() => commands.cancel(operation.ref)}
            />
          </Notice>
        </div>
      )}
    </div>
  );
}
