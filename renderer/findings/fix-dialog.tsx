import { useState } from 'react';
import type { ServerEntry, ServerRef } from '../../shared/domain.ts';
import { ApplyFooter } from '../components/apply-footer.tsx';
import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { Section } from '../detail/section.tsx';
import { ErrorNotice } from '../dialogs/change-dialog.tsx';
import { PreviewView } from '../dialogs/preview-view.tsx';
import { useApp } from '../hooks/use-app.ts';
import { useApply } from '../hooks/use-apply.ts';
import { useLivePreview } from '../hooks/use-live-preview.ts';
import { fixAction, fixRows } from './fix-draft.ts';
import { SecretRow } from './secret-row.tsx';

/** Takes plain secrets of one entry out of its file. */
export function FixDialog({ target }: { readonly target: ServerRef }) {
  const { snapshot, dispatch } = useApp();
  const [entry] = useState(() => snapshot.entries.find(({ ref }) => ref === target) ?? null);
  const close = () => dispatch({ type: 'close-dialog' });
  if (entry !== null) return <FixForm entry={entry} onClose={close} />;
  return (
    <Modal title={COPY.change.titles.fix} onClose={close}>
      {COPY.detail.gone}
    </Modal>
  );
}

function FixForm({ entry, onClose }: { readonly entry: ServerEntry; readonly onClose: () => void }) {
  const { ownerName } = useApp();
  const client = ownerName(entry.client);
  const [rows, setRows] = useState(() => fixRows(entry));
  const action = fixAction(entry, rows);
  const live = useLivePreview(action);
  const { busy, failure, apply } = useApply(action, live, onClose);
  const staying = entry.secrets.filter(({ ways }) => ways.length === 0).map(({ label }) => label);
  const blocked =
    action === null
      ? COPY.fix.none
      : (live.error?.message ?? (live.stale || live.preview === null ? COPY.add.blocked.preview : null));
  return (
    <Modal
      title={COPY.fix.title(entry.name, client)}
      wide
      onClose={onClose}
      footer={
        <ApplyFooter
          note={blocked}
          submit={COPY.fix.submit}
          disabled={blocked !== null || busy}
          onApply={apply}
          onClose={onClose}
          cancelFirst
        />
      }
    >
      {failure !== null && <ErrorNotice error={failure} />}
      <p className="mb-3 text-muted">{COPY.fix.intro}</p>
      <ul className="flex flex-col gap-3">
        {rows.map((row) => (
          <SecretRow
            key={row.secret.place}
            entry={entry}
            row={row}
            rows={rows}
            onChange={(change) =>
              setRows((old) =>
                old.map((one) => (one.secret.place === row.secret.place ? { ...one, ...change } : one)),
              )
            }
          />
        ))}
      </ul>
      {staying.length > 0 && <p className="mt-3 text-muted">{COPY.fix.noWay(staying, client)}</p>}
      <Section title={COPY.fix.preview}>
        <PreviewView live={live} waiting={action === null ? COPY.fix.none : null} />
      </Section>
    </Modal>
  );
}
