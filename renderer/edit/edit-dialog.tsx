import { useState } from 'react';
import type { ChangeAction } from '../../shared/actions.ts';
import type { ServerEntry, ServerRef } from '../../shared/domain.ts';
import { ApplyFooter } from '../components/apply-footer.tsx';
import { Field, INPUT } from '../components/field.tsx';
import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { Section } from '../detail/section.tsx';
import { ErrorNotice } from '../dialogs/change-dialog.tsx';
import { PreviewView } from '../dialogs/preview-view.tsx';
import { useApp } from '../hooks/use-app.ts';
import { useApply } from '../hooks/use-apply.ts';
import { useLivePreview } from '../hooks/use-live-preview.ts';
import { changesOf, editBlock, editDraftOf } from './edit-draft.ts';
import type { EditDraft } from './edit-draft.ts';
import { EntryFields } from './entry-fields.tsx';

/** One entry's fields, with the exact lines that would change while typing. */
export function EditDialog({ target }: { readonly target: ServerRef }) {
  const { snapshot, dispatch } = useApp();
  // The form is about the entry as it was opened; what changes meanwhile shows in the preview.
  const [entry] = useState(() => snapshot.entries.find(({ ref }) => ref === target) ?? null);
  const close = () => dispatch({ type: 'close-dialog' });
  if (entry !== null) return <EditForm entry={entry} onClose={close} />;
  return (
    <Modal title={COPY.change.titles.edit} onClose={close}>
      {COPY.detail.gone}
    </Modal>
  );
}

function EditForm({ entry, onClose }: { readonly entry: ServerEntry; readonly onClose: () => void }) {
  const { ownerName, snapshot } = useApp();
  const client = snapshot.clients.find(({ id }) => id === entry.client);
  const [draft, setDraft] = useState(() => editDraftOf(entry));
  const change = (part: Partial<EditDraft>) => setDraft((old) => ({ ...old, ...part }));
  const changes = changesOf(entry, draft);
  const renames = draft.name.trim() !== entry.name;
  const edits = Object.keys(changes).length > 0;
  const block = editBlock(entry, draft);
  const action = actionOf();
  const live = useLivePreview(action);
  const { busy, failure, apply } = useApply(action, live, onClose);
  const waits = live.stale || live.preview === null;

  function actionOf(): ChangeAction | null {
    if (block !== null) return null;
    if (renames) return { kind: 'rename', ref: entry.ref, name: draft.name.trim() };
    return edits ? { kind: 'edit', ref: entry.ref, changes } : null;
  }

  const verb = renames ? 'rename' : 'edit';
  return (
    <Modal
      title={COPY.edit.title(entry.name, ownerName(entry.client))}
      wide
      onClose={onClose}
      footer={
        <ApplyFooter
          note={block ?? (action !== null && live.error === null && waits ? COPY.add.blocked.preview : null)}
          submit={COPY.change.confirm[verb]}
          disabled={action === null || waits || busy}
          onApply={apply}
          onClose={onClose}
        />
      }
    >
      {failure !== null && <ErrorNotice error={failure} />}
      <div className="mt-1 flex flex-col gap-3">
        {entry.can.rename && (
          <Field label={COPY.add.name}>
            {(control) => (
              <input
                {...control}
                value={draft.name}
                disabled={edits}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => change({ name: event.target.value })}
                className={`${INPUT} disabled:opacity-60`}
              />
            )}
          </Field>
        )}
        {entry.can.rename && (renames || edits) && (
          <p className="text-sm text-muted">{COPY.edit.oneAtATime}</p>
        )}
        {entry.can.edit && (
          <fieldset disabled={renames} className="flex min-w-0 flex-col gap-3 disabled:opacity-60">
            <legend className="sr-only">{COPY.edit.fields}</legend>
            <EntryFields entry={entry} client={client} draft={draft} onChange={change} />
          </fieldset>
        )}
      </div>
      <Section title={COPY.add.preview}>
        <PreviewView
          live={live}
          waiting={action !== null ? null : block === null ? COPY.edit.previewEmpty : COPY.add.previewBlocked}
        />
      </Section>
    </Modal>
  );
}
