import { useState } from 'react';
import { COPY } from '../copy/copy.ts';
import { copiedLately } from '../findings/copied-lately.ts';
import type { LinkState } from '../link.ts';
import { AppMark } from './app-mark.tsx';

/** The whole page, while there is nothing else to show. */
export function LinkPage({ state }: { readonly state: LinkState }) {
  if (state === 'no-session' || state === 'reconnecting') {
    const lost = state === 'no-session';
    return (
      <main className="flex h-full items-center justify-center p-6">
        <div className="max-w-md">
          <p className="mb-3 flex items-center gap-2 font-semibold">
            <AppMark />
            {COPY.app}
          </p>
          <h1 className="text-lg font-semibold">{lost ? COPY.link.noSession : COPY.link.waiting}</h1>
          <p className="mt-1.5 text-muted">{lost ? COPY.link.noSessionText : COPY.link.waitingText}</p>
          <code className="mt-3 block rounded-lg bg-sunken px-3 py-2 font-mono">
            {COPY.link.noSessionCommand}
          </code>
        </div>
      </main>
    );
  }
  return (
    <main className="flex h-full items-center justify-center text-muted" aria-busy="true">
      <h1 className="sr-only">{COPY.app}</h1>
      <output>{state === 'open' ? COPY.loading : COPY.link.connecting}</output>
    </main>
  );
}

/** Above the list while the link is down: what is shown may be old. */
export function LinkStrip({ state }: { readonly state: LinkState }) {
  if (state === 'open') return null;
  const lost = state === 'no-session';
  return (
    <output className="block shrink-0 border-b border-hairline bg-sunken px-4 py-1.5 text-sm">
      <span className="font-semibold">{lost ? COPY.link.noSession : COPY.link.reconnecting}</span>{' '}
      {lost ? (
        <>
          {COPY.link.noSessionText} <code className="font-mono">{COPY.link.noSessionCommand}</code>
        </>
      ) : (
        COPY.link.reconnectingText
      )}
      <CopiedNote />
    </output>
  );
}

/** Only the host knows what it copied; one that was ended by force takes nothing off the clipboard any more. */
function CopiedNote() {
  const [mayStay] = useState(() => copiedLately(Date.now()));
  return mayStay ? <span className="block">{COPY.link.copiedStays}</span> : null;
}
