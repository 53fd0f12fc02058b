import { useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import { entryAddress } from '../../shared/server-groups.ts';
import { Button } from '../components/button.tsx';
import { Disclosure } from '../components/disclosure.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { RunningCall } from './running-call.tsx';
import { ToolsPanel } from './tools-panel.tsx';

/** What the server offers, asked only on a click; and one of its tools called by hand. */
export function ToolsSection({ entry }: { readonly entry: ServerEntry }) {
  const { commands, snapshot, ui } = useApp();
  const listed = ui.tools?.ref === entry.ref && ui.tools.address === entryAddress(entry) ? ui.tools : null;
  const running = snapshot.operations.some(({ kind, ref }) => kind === 'tool-call' && ref === entry.ref);
  const [open, setOpen] = useState(listed !== null || running);
  if (!entry.can.check) return null;
  return (
    <section aria-label={COPY.tools.title} className="mt-4">
      <Disclosure label={COPY.tools.title} open={open} onToggle={() => setOpen(!open)}>
        <div className="mt-1.5">
          <Button size="small" onClick={() => commands.listTools(entry)}>
            {listed === null ? COPY.tools.list : COPY.tools.listAgain}
          </Button>
          {listed?.answer?.ok !== true && <RunningCall entry={entry} />}
          {listed !== null && <ToolsPanel entry={entry} answer={listed.answer} />}
        </div>
      </Disclosure>
    </section>
  );
}
