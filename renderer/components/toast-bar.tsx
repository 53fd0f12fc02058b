import { X } from 'lucide-react';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { Button } from './button.tsx';
import { ShapeIcon } from './shape.tsx';

/** What just happened, with Undo; stays until dismissed or until the next thing happens. */
export function ToastBar() {
  const { ui, dispatch, commands } = useApp();
  const { toast } = ui;
  return (
    <output className="pointer-events-none fixed inset-x-0 bottom-4 z-40 flex justify-center px-4">
      {toast !== null && (
        <div className="pointer-events-auto flex max-w-xl items-center gap-3 rounded-lg border border-hairline bg-raised py-2 pr-2 pl-3 shadow-[0_8px_28px_var(--shadow)]">
          <ShapeIcon shape={toast.tone === 'done' ? 'fine' : 'needs-you'} />
          <div className="min-w-0 [overflow-wrap:anywhere]">
            <p className="font-medium">{toast.title}</p>
            {toast.text !== null && <p className="text-sm text-muted">{toast.text}</p>}
          </div>
          {toast.undo !== null && (
            <Button size="small" onClick={() => commands.undoNow(toast.undo ?? '')}>
              {COPY.undo}
            </Button>
          )}
          <Button
            look="bare"
            size="icon"
            aria-label={COPY.dismiss}
            onClick={() => dispatch({ type: 'close-toast' })}
          >
            <X className="size-4" aria-hidden="true" />
          </Button>
        </div>
      )}
    </output>
  );
}
