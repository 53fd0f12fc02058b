import { useState } from 'react';
import type { ChangeAction } from '../../shared/actions.ts';
import type { ServerEntry, ServerRef } from '../../shared/domain.ts';
import { TargetList } from '../add/target-list.tsx';
import { noChoices, targetsOf } from '../add/targets.ts';
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

/** Sets one entry up in other clients or projects; the core takes its values, hidden ones too. */
export function CopyDialog({ target }: { readonly target: ServerRef }) {
  const { snapshot, dispatch } = useApp();
  const [entry] = useState(() => snapshot.entries.find(({ ref }) => ref === target) ?? null);
  const close = () => dispatch({ type: 'close-dialog' });
  if (entry !== null) return <CopyForm entry={entry} onClose={close} />;
  return (
    <Modal title={COPY.change.titles.copy} onClose={close}>
      {COPY.detail.gone}
    </Modal>
  );
}

function CopyForm({ entry, onClose }: { readonly entry: ServerEntry; readonly onClose: () => void }) {
  const { snapshot } = useApp();
  const { clients } = snapshot;
  const servers = [entry];
  const [choices, setChoices] = useState(() => noChoices(clients));
  const [name, setName] = useState(entry.name);
  const targets = targetsOf(choices, clients, servers);
  const incomplete = targets.some((target) => target.scope !== 'user' && target.project === null);
  const action = actionOf();
  const live = useLivePreview(action);
  const { busy, failure, apply } = useApply(action, live, onClose);
  const blocked = blockReason();

  function actionOf(): ChangeAction | null {
    const newName = name.trim();
    if (targets.length === 0 || incomplete || newName === '') return null;
    return {
      kind: 'copy',
      ref: entry.ref,
      targets,
      ...(newName === entry.name ? {} : { name: newName }),
    };
  }

  function blockReason(): string | null {
    const { blocked: reasons } = COPY.add;
    if (name.trim() === '') return COPY.edit.blocked.name;
    if (targets.length === 0) return reasons.target;
    if (incomplete) return reasons.project;
    if (live.error !== null) return live.error.message;
    if (live.stale || live.preview === null) return reasons.preview;
    return live.preview.files.length === 0 ? reasons.refused : null;
  }

  const refused = live.preview?.refused ?? [];
  const refusedClients = new Set(refused.map(({ target }) => target.client));
  const reached = targets.filter((target) => !refusedClients.has(target.client)).length;
  return (
    <Modal
      title={COPY.copy.title(entry.name)}
      wide
      onClose={onClose}
      footer={
        <ApplyFooter
          note={blocked}
          submit={COPY.copy.submit(Math.max(reached, 1))}
          disabled={blocked !== null || busy}
          onApply={apply}
          onClose={onClose}
          cancelFirst
        />
      }
    >
      {failure !== null && <ErrorNotice error={failure} />}
      <p className="mb-3 text-muted">{COPY.copy.intro}</p>
      <Field label={COPY.copy.name}>
        {(control) => (
          <input
            {...control}
            value={name}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
            className={INPUT}
          />
        )}
      </Field>
      <Section title={COPY.copy.targets}>
        <TargetList
          servers={servers}
          choices={choices}
          refused={refused}
          onChange={(client, change) =>
            setChoices((old) => {
              const known = old[client];
              return known === undefined ? old : { ...old, [client]: { ...known, ...change } };
            })
          }
        />
      </Section>
      <Section title={COPY.add.preview}>
        <PreviewView
          live={live}
          waiting={
            action !== null ? null : targets.length === 0 ? COPY.add.previewEmpty : COPY.add.previewBlocked
          }
        />
      </Section>
    </Modal>
  );
}
