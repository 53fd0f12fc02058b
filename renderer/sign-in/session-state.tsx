import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { identityWords } from '../../shared/session-sign-in.ts';
import type { SessionSignIn } from '../../shared/session-sign-in.ts';
import { timeLeft } from '../../shared/time-words.ts';
import { Button } from '../components/button.tsx';
import { Notice, OutsideText } from '../components/notice.tsx';
import { COPY } from '../copy/copy.ts';
import { SignInCodeCard } from '../detail/sign-in-code.tsx';
import { useNow } from '../hooks/use-now.ts';

interface SessionStateProps {
  readonly client: string;
  readonly session: SessionSignIn | null;
  readonly problem: AppError | null;
  readonly asking: boolean;
  readonly onConfirm: () => void;
  readonly onEnd: () => void;
  /** The control that had the focus went with the state it belonged to. */
  readonly onFocusLost: () => void;
}

/** How far a sign-in inside a server's session is; spoken once as it changes, but for the clocks in it. */
export function SessionState(props: SessionStateProps) {
  const { session, onFocusLost } = props;
  const shown = stateOf(props);
  const state = session?.state ?? null;
  const inside = useRef(false);
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) onFocusLost();
    // Only when the state has changed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [state]);
  return (
    <div
      aria-live="polite"
      aria-relevant="additions"
      onFocusCapture={() => (inside.current = true)}
      onBlurCapture={() => (inside.current = false)}
    >
      {shown !== null && <div className="mt-3">{shown}</div>}
    </div>
  );
}

function stateOf({ client, session, problem, asking, onConfirm, onEnd }: SessionStateProps): ReactNode {
  if (session === null) return problem === null ? null : <Ended error={problem} />;
  const { state, code, error, keepsSession } = session;
  if (state === 'opening') {
    return (
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-muted">{COPY.session.opening}</span>
        <Button size="small" onClick={onEnd}>
          {COPY.session.cancel}
        </Button>
      </div>
    );
  }
  if (state === 'ended') return <Ended error={error} />;
  const caution = keepsSession ? null : <p className="mt-1 text-sm">{COPY.session.noSession}</p>;
  if (code === null) return <SignedIn client={client} session={session} caution={caution} onEnd={onEnd} />;
  return (
    <Notice tone="attention" title={COPY.session.codeTitle}>
      <SignInCodeCard
        target={session.ref}
        code={code}
        onCancel={onEnd}
        more={
          <Button
            size="small"
            aria-disabled={asking}
            className="aria-disabled:opacity-45"
            onClick={() => {
              if (!asking) onConfirm();
            }}
          >
            {asking ? COPY.session.confirming : COPY.session.confirm}
          </Button>
        }
      />
      {caution}
      {error !== null && (
        <p className="mt-1 text-sm">
          {error.message} {COPY.session.stillAsking}
        </p>
      )}
    </Notice>
  );
}

function SignedIn({
  client,
  session,
  caution,
  onEnd,
}: Pick<SessionStateProps, 'client' | 'onEnd'> & {
  readonly session: SessionSignIn;
  readonly caution: ReactNode;
}) {
  const now = useNow(session.checkedAt ?? 0);
  const { expiresAt, identity } = session;
  const who = identity === null ? null : identityWords(identity);
  return (
    <Notice
      tone="fine"
      title={COPY.session.signedIn(expiresAt === null ? null : timeLeft(expiresAt, now))}
      actions={
        <Button size="small" onClick={onEnd}>
          {COPY.session.end}
        </Button>
      }
    >
      {who !== null && <p className="mt-0.5">{who}</p>}
      {expiresAt === null && <p className="mt-0.5 text-sm">{COPY.session.unknownUntil}</p>}
      <p className="mt-1 text-sm">{COPY.session.onlyHere(client)}</p>
      {caution}
    </Notice>
  );
}

function Ended({ error }: { readonly error: AppError | null }) {
  if (error === null) return <p className="text-muted">{COPY.session.over}</p>;
  return (
    <Notice tone="attention" title={error.message}>
      <p className="mt-0.5">{error.next}</p>
      {error.detail !== undefined && <OutsideText text={error.detail} />}
    </Notice>
  );
}
