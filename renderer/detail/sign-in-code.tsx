import { useState } from 'react';
import type { ReactNode } from 'react';
import { relativeTime } from '../../shared/time-words.ts';
import type { ServerRef } from '../../shared/domain.ts';
import type { SessionCode } from '../../shared/session-sign-in.ts';
import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { copyText } from '../copy-text.ts';
import { useApp } from '../hooks/use-app.ts';
import { useNow } from '../hooks/use-now.ts';

const WORDS = {
  intro: 'Open this page in any browser, on this computer or another, and enter the code.',
  page: 'Open the page',
  copy: 'Copy code',
  ends: (when: string) => `The code runs out ${when}.`,
  ended: 'The code has run out. Start the sign-in again for a new one.',
};

interface SignInCodeCardProps {
  readonly target: ServerRef;
  readonly code: SessionCode;
  readonly onCancel: () => void;
  /** Buttons that go with it. */
  readonly more?: ReactNode;
}

/** The code of a sign-in that waits for the person: large, to be read from another screen. */
export function SignInCodeCard({ target, code, onCancel, more }: SignInCodeCardProps) {
  const { userCode, verificationUri, verificationUriComplete, expiresAt } = code;
  const { commands, snapshot } = useApp();
  const [copied, setCopied] = useState(false);
  const now = useNow();
  return (
    <div className="mt-2">
      <p>{WORDS.intro}</p>
      <p className="mt-1 text-sm text-muted">{verificationUri}</p>
      <p className="my-2 font-mono text-2xl font-semibold tracking-widest select-all">{userCode}</p>
      <p className="text-sm text-muted">
        {expiresAt === null && COPY.session.unknownEnd}
        {expiresAt !== null && (now < expiresAt ? WORDS.ends(relativeTime(expiresAt, now)) : WORDS.ended)}
      </p>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        {snapshot.host.kind === 'desktop' ? (
          // No page may open a window there; the core opens it in the browser.
          <Button size="small" look="primary" onClick={() => commands.openCodePage(target)}>
            {WORDS.page}
          </Button>
        ) : (
          <a
            href={verificationUriComplete ?? verificationUri}
            target="_blank"
            rel="noreferrer"
            className="inline-flex h-7 items-center rounded-md bg-accent px-2.5 text-sm font-medium text-on-accent hover:bg-accent-strong"
          >
            {WORDS.page}
          </a>
        )}
        <Button size="small" onClick={() => void copyText(userCode).then(setCopied)}>
          {copied ? COPY.copied : WORDS.copy}
        </Button>
        {more}
        <Button size="small" onClick={onCancel}>
          {COPY.action.cancelSignIn}
        </Button>
      </div>
    </div>
  );
}
