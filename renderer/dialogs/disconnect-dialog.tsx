import { useEffect, useRef, useState } from 'react';
import type { DisconnectReceipt } from '../../shared/actions.ts';
import type { SignIn, SignInRef } from '../../shared/domain.ts';
import type { AppError } from '../../shared/errors.ts';
import { Button } from '../components/button.tsx';
import { Modal } from '../components/modal.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { ErrorNotice } from './change-dialog.tsx';

/** What will happen to each sign-in, and afterwards what did. Cancel has the focus. */
export function DisconnectDialog({ refs }: { readonly refs: readonly SignInRef[] }) {
  const { snapshot, call, dispatch } = useApp();
  // Kept as they were: the snapshot loses them while the receipts still speak of them.
  const [signIns] = useState(() => snapshot.signIns.filter(({ ref }) => refs.includes(ref)));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const [receipts, setReceipts] = useState<readonly DisconnectReceipt[] | null>(null);
  const closeButton = useRef<HTMLButtonElement>(null);
  const close = () => dispatch({ type: 'close-dialog' });

  useEffect(() => {
    if (receipts !== null) closeButton.current?.focus();
  }, [receipts]);

  async function disconnect(): Promise<void> {
    setBusy(true);
    setFailure(null);
    const answer = await call('sign-in:disconnect', { refs: signIns.map(({ ref }) => ref) });
    setBusy(false);
    if (answer.ok) setReceipts(answer.value.receipts);
    else setFailure(answer.error);
  }

  const confirm = (
    <Button look="danger" disabled={busy || signIns.length === 0} onClick={() => void disconnect()}>
      {busy ? COPY.disconnect.busy : COPY.disconnect.confirm}
    </Button>
  );
  return (
    <Modal
      title={titleOf(receipts, signIns.length)}
      onClose={close}
      footer={
        <>
          <Button ref={closeButton} data-first-focus="" onClick={close}>
            {receipts === null ? COPY.cancel : COPY.close}
          </Button>
          {receipts === null && confirm}
        </>
      }
    >
      <div aria-live="polite">
        {failure !== null && <ErrorNotice error={failure} />}
        <ul className="flex flex-col gap-3">
          {signIns.map((signIn) => (
            <DisconnectItem
              key={signIn.ref}
              signIn={signIn}
              receipt={receipts?.find(({ ref }) => ref === signIn.ref) ?? null}
            />
          ))}
        </ul>
        {receipts === null && <p className="mt-3 text-sm text-muted">{COPY.disconnect.final}</p>}
      </div>
    </Modal>
  );
}

function titleOf(receipts: readonly DisconnectReceipt[] | null, count: number): string {
  if (receipts === null) return COPY.disconnect.title(count);
  return receipts.every(({ complete }) => complete) ? COPY.disconnect.doneTitle : COPY.disconnect.partTitle;
}

interface ItemProps {
  readonly signIn: SignIn;
  readonly receipt: DisconnectReceipt | null;
}

function DisconnectItem({ signIn, receipt }: ItemProps) {
  const { ownerName, snapshot } = useApp();
  const owner = ownerName(signIn.owner);
  const users = snapshot.entries.filter(({ ref }) => signIn.entries.includes(ref)).map(({ name }) => name);
  const sentences = receipt?.sentences ?? [
    signIn.issuer === null
      ? COPY.disconnect.onlyRemoves(owner)
      : COPY.disconnect.revokes(hostOf(signIn.issuer), owner),
    ...(users.length === 0 ? [] : [COPY.disconnect.signInAgain([...new Set(users)])]),
  ];
  return (
    <li className="flex gap-2.5 [overflow-wrap:anywhere]">
      {receipt !== null && (
        <span className="pt-px">
          <ShapeIcon spoken shape={receipt.complete ? 'fine' : 'needs-you'} />
        </span>
      )}
      <div className="min-w-0">
        <p className="font-semibold">{COPY.disconnect.record(signIn.server, owner)}</p>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
    </li>
  );
}

function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer;
}
