import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ChangeAction, ChangePreview } from '../../shared/actions.ts';
import type { SignIn } from '../../shared/domain.ts';
import type { AppError } from '../../shared/errors.ts';
import type { ChannelOutput } from '../../shared/ipc.ts';
import { isOnlyHere, signInsToEnd } from '../../shared/selectors.ts';
import { Button } from '../components/button.tsx';
import { Diff } from '../components/diff.tsx';
import { Modal } from '../components/modal.tsx';
import { Notice, OutsideText } from '../components/notice.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';

/** Exactly what will be written, before it is written. The safe button has the focus. */
export function ChangeDialog({ action }: { readonly action: ChangeAction }) {
  const { call, commands, dispatch, snapshot } = useApp();
  const removed = snapshot.entries.find(({ ref }) => action.kind === 'remove' && ref === action.ref);
  // Kept as they were: a sign-in that another program ends meanwhile must not switch the choice.
  const [ending] = useState(() => (removed === undefined ? [] : signInsToEnd(snapshot, removed)));
  const [signOut, setSignOut] = useState(ending.length > 0 && ending.every(isOnlyHere));
  const [answer, setAnswer] = useState<ChannelOutput<'change:preview'> | null>(null);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = useMemo(
    () => (action.kind === 'remove' && signOut ? { ...action, signOut } : action),
    [action, signOut],
  );
  const load = useCallback(() => call('change:preview', { action: asked }), [call, asked]);
  const close = () => dispatch({ type: 'close-dialog' });

  useEffect(() => {
    let current = true;
    void load().then((loaded) => {
      if (current) setAnswer(loaded);
    });
    return () => {
      current = false;
    };
  }, [load]);

  async function apply(base: ChangePreview['base']): Promise<void> {
    setBusy(true);
    const result = await call('change:apply', { action: asked, base });
    if (result.ok) {
      commands.done(result.value);
      close();
      return;
    }
    setFailure(result.error);
    if (result.error.code === 'ConfigConflict') setAnswer(await load());
    setBusy(false);
  }

  const preview = answer?.ok === true ? answer.value : null;
  const changes = preview?.files.some((file) => file.diff !== '' || file.creates || file.deletes) ?? false;
  return (
    <Modal
      title={preview?.title ?? COPY.change.titles[action.kind]}
      wide
      onClose={close}
      footer={
        <>
          <Button data-first-focus="" onClick={close}>
            {COPY.cancel}
          </Button>
          {preview !== null && (
            <Button
              look={action.kind === 'remove' ? 'danger' : 'primary'}
              disabled={busy || !changes}
              onClick={() => void apply(preview.base)}
            >
              {COPY.change.confirm[action.kind]}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3" aria-live="polite">
        {failure?.code === 'ConfigConflict' && preview !== null && (
          <Notice tone="attention" title={COPY.change.conflictTitle}>
            {COPY.change.conflict}
          </Notice>
        )}
        {failure !== null && failure.code !== 'ConfigConflict' && <ErrorNotice error={failure} />}
        {answer === null && <p className="text-muted">{COPY.change.loading}</p>}
        {answer?.ok === false && <ErrorNotice error={answer.error} />}
        {preview !== null && (
          <>
            <PreviewNotes preview={preview} />
            {preview.files.length === 0 && <p className="text-muted">{COPY.change.nothing}</p>}
            {preview.files.map((file) => (
              <Diff key={file.path} file={file} home={snapshot.host.home} />
            ))}
            {changes && <p className="text-sm text-muted">{COPY.change.reversible}</p>}
          </>
        )}
        {ending.length > 0 && <SignOutChoice ending={ending} checked={signOut} onChange={setSignOut} />}
      </div>
    </Modal>
  );
}

interface SignOutChoiceProps {
  readonly ending: readonly SignIn[];
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/**
 * A client can only sign out of a server that it still knows, so this is the last moment to ask. On by itself
 * unless another entry would lose its sign-in with it.
 */
function SignOutChoice({ ending, checked, onChange }: SignOutChoiceProps) {
  const { ownerName } = useApp();
  const owners = [...new Set(ending.map(({ owner }) => ownerName(owner)))];
  return (
    <label className="flex items-start gap-2">
      <input
        type="checkbox"
        className="mt-1"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {COPY.change.signOut(owners)}
        {!ending.every(isOnlyHere) && ` ${COPY.change.signOutShared}`}
      </span>
    </label>
  );
}

export function ErrorNotice({ error }: { readonly error: AppError }) {
  return (
    <Notice tone="broken" title={error.message}>
      <p>{error.next}</p>
      {error.detail !== undefined && <OutsideText text={error.detail} />}
    </Notice>
  );
}

export function PreviewNotes({ preview }: { readonly preview: ChangePreview }) {
  if (preview.notes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1">
      {preview.notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
