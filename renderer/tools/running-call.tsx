import type { ServerEntry } from '../../shared/domain.ts';
import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';

/** What a running call waits for, with Cancel; empty while none runs. */
export function RunningCall({ entry }: { readonly entry: ServerEntry }) {
  const { call, snapshot } = useApp();
  const { ref } = entry;
  const running = snapshot.operations.find(
    (operation) => operation.kind === 'tool-call' && operation.ref === ref,
  );
  return (
    <div aria-live="polite">
      {running !== undefined && (
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <span className="min-w-0 text-muted [overflow-wrap:anywhere]">{running.phase}</span>
          {running.cancellable && (
            // Too late is no failure: the answer is there then.
            <Button size="small" onClick={() => void call('server:cancel-call', { ref })}>
              {COPY.tools.cancelCall}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
