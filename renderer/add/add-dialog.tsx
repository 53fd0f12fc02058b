import { useEffect, useMemo, useState } from 'react';
import type { ChangeReceipt, Recognition } from '../../shared/actions.ts';
import { wantsSignIn } from '../../shared/attention.ts';
import type { ServerRef } from '../../shared/domain.ts';
import type { AppError } from '../../shared/errors.ts';
import { ApplyFooter } from '../components/apply-footer.tsx';
import { Button } from '../components/button.tsx';
import { Modal } from '../components/modal.tsx';
import { COPY } from '../copy/copy.ts';
import { ErrorNotice } from '../dialogs/change-dialog.tsx';
import { PreviewView } from '../dialogs/preview-view.tsx';
import { Section } from '../detail/section.tsx';
import { useApp } from '../hooks/use-app.ts';
import { useApply } from '../hooks/use-apply.ts';
import { useDebounced } from '../hooks/use-debounced.ts';
import { useLivePreview } from '../hooks/use-live-preview.ts';
import { blankDraft, draftBlock, draftOf, serverOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { draftLike, placeLike } from './draft-like.ts';
import { DraftFields } from './draft-fields.tsx';
import { FollowUp } from './follow-up.tsx';
import { PasteBox } from './paste-box.tsx';
import { TargetList } from './target-list.tsx';
import { initialChoices, noChoices, targetsOf } from './targets.ts';
import type { TargetChoices } from './targets.ts';
import { useFindings } from './use-findings.ts';

/** Paste → recognised → targets → exact diff → apply to all or none → sign in where needed. */
export function AddDialog({ like }: { readonly like: ServerRef | null }) {
  const { call, dispatch, snapshot } = useApp();
  const [text, setText] = useState('');
  const [recognition, setRecognition] = useState<Recognition | null>(null);
  // The form is about the entry as it was when it opened.
  const [model] = useState(() => snapshot.entries.find(({ ref }) => ref === like) ?? null);
  const [drafts, setDrafts] = useState<readonly Draft[]>(() =>
    model === null
      ? []
      : [
          draftLike(
            model,
            snapshot.entries.map(({ name }) => name),
          ),
        ],
  );
  const [choices, setChoices] = useState<TargetChoices>(() =>
    model === null ? {} : placeLike(model, noChoices(snapshot.clients)),
  );
  const [receipt, setReceipt] = useState<ChangeReceipt | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const quietText = useDebounced(text, 200);
  const findingsOf = useFindings(drafts);
  const close = () => dispatch({ type: 'close-dialog' });

  const { clients } = snapshot;
  useEffect(() => {
    let current = true;
    if (quietText.trim() === '') {
      setRecognition(null);
      return undefined;
    }
    void call('paste:recognise', { text: quietText }).then((answer) => {
      if (!current) return;
      setFailure(answer.ok ? null : answer.error);
      if (!answer.ok) return;
      const found = answer.value.servers;
      setRecognition(answer.value);
      setDrafts(found.map(draftOf));
      setChoices(
        initialChoices(
          clients,
          found.map(({ server }) => server),
          found.flatMap(({ targets }) => targets),
        ),
      );
    });
    return () => {
      current = false;
    };
    // Clients that change while a text stands here must not throw away what was chosen for it.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [call, quietText]);

  const included = drafts.filter((draft) => draft.include);
  const servers = included.map(serverOf);
  const targets = targetsOf(choices, clients, servers);
  const incomplete = targets.some((target) => target.scope !== 'user' && target.project === null);
  const several = included.length > 1;
  const draftReason =
    included.map((draft) => draftBlock(draft, findingsOf(draft), several)).find(Boolean) ?? null;
  const action = useMemo(
    () =>
      servers.length === 0 || targets.length === 0 || incomplete || draftReason !== null
        ? null
        : { kind: 'add' as const, servers, targets },
    // The action is compared by what it says, not by identity.
    // oxlint-disable-next-line react/exhaustive-deps
    [JSON.stringify([servers, targets, incomplete, draftReason])],
  );
  const live = useLivePreview(action);
  const {
    busy,
    failure: refused,
    apply,
  } = useApply(action, live, (done) => {
    if (servers.every((server) => server.transport === 'stdio')) close();
    else setReceipt(done);
  });
  const problem = failure ?? refused;
  const blocked = blockReason();

  function blockReason(): string | null {
    const { blocked: reasons } = COPY.add;
    if (included.length === 0) return reasons.nothing;
    if (draftReason !== null) return draftReason;
    if (targets.length === 0) return reasons.target;
    if (incomplete) return reasons.project;
    if (live.error !== null) return live.error.message;
    if (live.stale || live.preview === null) return reasons.preview;
    return live.preview.files.length === 0 && live.preview.refused.length > 0 ? reasons.refused : null;
  }

  if (receipt !== null) {
    return (
      <Modal
        title={receipt.title}
        wide
        onClose={close}
        footer={
          <Button look="primary" onClick={close}>
            {snapshot.entries.some((entry) => receipt.refs.includes(entry.ref) && wantsSignIn(entry))
              ? COPY.add.later
              : COPY.add.done}
          </Button>
        }
      >
        <FollowUp receipt={receipt} />
      </Modal>
    );
  }

  const refusedClients = new Set(live.preview?.refused.map(({ target }) => target.client));
  const reached = targets.filter((target) => !refusedClients.has(target.client)).length;
  return (
    <Modal
      title={model === null ? COPY.add.title : COPY.add.titleLike(model.name)}
      wide
      onClose={close}
      footer={
        <ApplyFooter
          note={drafts.length > 0 ? blocked : null}
          submit={COPY.add.submit(Math.max(reached, 1))}
          disabled={blocked !== null || busy}
          onApply={apply}
          onClose={close}
        />
      }
    >
      {model === null && (
        <PasteBox
          text={text}
          recognition={recognition}
          onText={setText}
          onManual={() => {
            setText('');
            setDrafts([blankDraft()]);
            setChoices(initialChoices(clients, [], []));
          }}
        />
      )}
      {model !== null && <p className="text-muted">{COPY.add.likeText}</p>}
      {problem !== null && <ErrorNotice error={problem} />}
      {drafts.length > 0 && (
        <>
          <div className="mt-3 flex flex-col gap-3">
            {drafts.map((draft) => (
              <DraftFields
                key={draft.id}
                draft={draft}
                findings={findingsOf(draft)}
                optional={drafts.length > 1}
                onChange={(change) =>
                  setDrafts((old) =>
                    old.map((other) => (other.id === draft.id ? { ...other, ...change } : other)),
                  )
                }
              />
            ))}
          </div>
          <Section title={COPY.add.targets}>
            <TargetList
              servers={servers}
              choices={choices}
              refused={live.preview?.refused ?? []}
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
                action === null
                  ? targets.length === 0
                    ? COPY.add.previewEmpty
                    : COPY.add.previewBlocked
                  : null
              }
            />
          </Section>
        </>
      )}
    </Modal>
  );
}
