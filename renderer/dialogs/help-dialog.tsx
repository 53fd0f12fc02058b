import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';

export function HelpDialog() {
  const { dispatch } = useApp();
  return (
    <Modal title={COPY.help.title} onClose={() => dispatch({ type: 'close-dialog' })}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        {COPY.help.rows.map(([keys, text]) => (
          <div key={keys} className="contents">
            <dt>
              <kbd className="rounded border border-hairline bg-sunken px-1.5 py-0.5 font-mono text-sm">
                {keys}
              </kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm text-muted">{COPY.help.mac}</p>
    </Modal>
  );
}
