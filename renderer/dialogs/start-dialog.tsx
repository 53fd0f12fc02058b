import type { ServerRef } from '../../shared/domain.ts';
import { entryAddress } from '../../shared/server-groups.ts';
import { Button } from '../components/button.tsx';
import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';

interface StartDialogProps {
  readonly refs: readonly ServerRef[];
  readonly purpose: 'check' | 'tools';
}

/**
 * A local server is a program, perhaps brought along by somebody else's project: the whole command line is
 * shown, and Cancel has the focus (MCP security best practices 2026-07-28, local server compromise).
 */
export function StartDialog({ refs, purpose }: StartDialogProps) {
  const { snapshot, commands, dispatch } = useApp();
  const entries = snapshot.entries.filter((entry) => refs.includes(entry.ref));
  const close = () => dispatch({ type: 'close-dialog' });
  return (
    <Modal
      title={COPY.start.title(entries.length)}
      onClose={close}
      footer={
        <>
          <Button data-first-focus="" onClick={close}>
            {COPY.cancel}
          </Button>
          <Button
            look="primary"
            disabled={entries.length === 0}
            onClick={() => {
              if (purpose === 'check') commands.startAndCheck(entries.map(({ ref }) => ref));
              else entries.forEach(commands.startAndListTools);
              close();
            }}
          >
            {purpose === 'check' ? COPY.start.confirm : COPY.start.toolsConfirm}
          </Button>
        </>
      }
    >
      <p className="mb-3">{purpose === 'check' ? COPY.start.text : COPY.start.toolsText}</p>
      <ul className="flex flex-col gap-2">
        {entries.map((entry) => (
          <li key={entry.ref} className="rounded-lg bg-sunken px-3 py-2">
            <code className="block font-mono text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
              {entryAddress(entry)}
            </code>
            {entry.env.length > 0 && (
              <span className="text-sm text-muted">
                {COPY.start.variables(entry.env.map(({ name }) => name))}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Modal>
  );
}
