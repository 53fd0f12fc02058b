import { useState } from 'react';
import type { ChangeAction } from '../../shared/actions.ts';
import type { ServerEntry, ServerRef } from '../../shared/domain.ts';
import { isOffered, toolChanges, toolChoiceOf } from '../../shared/tool-lists.ts';
import type { ToolChoice } from '../../shared/tool-lists.ts';
import type { ToolView } from '../../shared/tools.ts';
import { ApplyFooter } from '../components/apply-footer.tsx';
import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { Section } from '../detail/section.tsx';
import { ErrorNotice } from '../dialogs/change-dialog.tsx';
import { PreviewView } from '../dialogs/preview-view.tsx';
import { useApp } from '../hooks/use-app.ts';
import { useApply } from '../hooks/use-apply.ts';
import { useLivePreview } from '../hooks/use-live-preview.ts';
import { ToolChecklist } from './tool-checklist.tsx';
import { UnknownTools } from './unknown-tools.tsx';

/** Which of the server's tools one client offers, written in that client's own lists. */
export function ToolChoiceDialog({ target }: { readonly target: ServerRef }) {
  const { snapshot, ui, dispatch } = useApp();
  // The form is about the entry and the tools as it was opened; what changes meanwhile shows in the preview.
  const [entry] = useState(() => snapshot.entries.find(({ ref }) => ref === target) ?? null);
  const [tools] = useState(() => (ui.tools?.answer?.ok === true ? ui.tools.answer.value.tools : null));
  const close = () => dispatch({ type: 'close-dialog' });
  if (entry !== null && tools !== null) return <ChoiceForm entry={entry} tools={tools} onClose={close} />;
  return (
    <Modal title={COPY.toolChoice.choose} onClose={close}>
      {entry === null ? COPY.detail.gone : COPY.toolChoice.listFirst}
    </Modal>
  );
}

interface ChoiceFormProps {
  readonly entry: ServerEntry;
  readonly tools: readonly ToolView[];
  readonly onClose: () => void;
}

function ChoiceForm({ entry, tools, onClose }: ChoiceFormProps) {
  const { ownerName } = useApp();
  const client = ownerName(entry.client);
  const { settings } = entry;
  const [choice, setChoice] = useState<ToolChoice>(() => toolChoiceOf(settings));
  const changes = toolChanges(settings, choice);
  const action: ChangeAction | null =
    Object.keys(changes).length === 0
      ? null
      : { kind: 'edit', ref: entry.ref, changes: { settings: changes } };
  const live = useLivePreview(action);
  const { busy, failure, apply } = useApply(action, live, onClose);
  const waits = live.stale || live.preview === null;
  const offered = tools.filter(({ name }) => isOffered(choice, settings, name)).length;
  return (
    <Modal
      title={COPY.toolChoice.title(entry.name, client)}
      wide
      onClose={onClose}
      footer={
        <ApplyFooter
          note={COPY.toolChoice.count(client, offered, tools.length)}
          submit={COPY.change.confirm.edit}
          disabled={action === null || waits || busy}
          onApply={apply}
          onClose={onClose}
        />
      }
    >
      {failure !== null && <ErrorNotice error={failure} />}
      <ToolChecklist client={client} settings={settings} tools={tools} choice={choice} onChange={setChoice} />
      <UnknownTools settings={settings} tools={tools} choice={choice} onChange={setChoice} />
      <Section title={COPY.add.preview}>
        <PreviewView live={live} waiting={action === null ? COPY.toolChoice.previewEmpty : null} />
      </Section>
    </Modal>
  );
}
