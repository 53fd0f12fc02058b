import { useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import { entryAddress } from '../../shared/selectors.ts';
import { Button } from '../components/button.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { COPY } from '../copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { ToolsPanel } from './tools-panel.tsx';

/** What the server offers, asked only on a click; and one of its tools called by hand. */
export function ToolsSection({ entry }: { readonly entry: ServerEntry }) {
  const { call, commands, snapshot, ui } = useApp();
  // The consent to start a program holds for the command line that was shown, not for what replaced it.
  const asked = ui.tools?.ref === entry.ref && ui.tools.address === entryAddress(entry) ? ui.tools : null;
  const running = snapshot.operations.find(({ kind, ref }) => kind === 'tool-call' && ref === entry.ref);
  const [open, setOpen] = useState(asked !== null || running !== undefined);
  if (!entry.can.check) return null;
  return (
    <section aria-label={COPY.tools.title} className="mt-4">
      <Disclosure label={COPY.tools.title} open={open} onToggle={() => setOpen(!open)}>
        <div className="mt-1.5">
          <Button size="small" onClick={() => commands.listTools(entry)}>
            {asked === null ? COPY.tools.list : COPY.tools.listAgain}
          </Button>
          <div aria-live="polite">
            {running !== undefined && (
              <div className="mt-2.5 flex flex-wrap items-center gap-2">
                <span className="min-w-0 text-muted [overflow-wrap:anywhere]">{running.phase}</span>
                {running.cancellable && (
                  <Button size="small" onClick={() => void call('server:cancel-call', { ref: entry.ref })}>
                    {COPY.tools.cancelCall}
                  </Button>
                )}
              </div>
            )}
          </div>
          {asked !== null && <ToolsPanel key={asked.run} entry={entry} />}
        </div>
      </Disclosure>
    </section>
  );
}
