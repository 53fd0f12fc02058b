import { useState } from 'react';
import type { SignInRef } from '../../shared/domain.ts';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { COPY, VIEW_WORDS } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { useNow } from '../hooks/use-now.ts';
import { ClosedStores } from './closed-stores.tsx';
import { Page } from './page.tsx';
import { SignInRow } from './sign-in-row.tsx';

/** Every sign-in on this machine; the selected ones can be ended together. */
export function SignInsView() {
  const { snapshot, dispatch } = useApp();
  const now = useNow(snapshot.takenAt);
  const [onlyStale, setOnlyStale] = useState(false);
  const [chosen, setChosen] = useState<ReadonlySet<SignInRef>>(new Set());
  const signIns = snapshot.signIns.toSorted(
    (a, b) => Number(b.stale !== null) - Number(a.stale !== null) || a.server.localeCompare(b.server),
  );
  if (signIns.length === 0) {
    return (
      <Page title={VIEW_WORDS['sign-ins']}>
        <ClosedStores />
        <EmptyState title={COPY.signIns.empty} text={COPY.signIns.emptyText} />
      </Page>
    );
  }
  const stale = signIns.filter((signIn) => signIn.stale !== null);
  const shown = onlyStale ? stale : signIns;
  // What cannot be seen is not ended: a selection counts only while its row is shown.
  const selected = shown.filter(({ ref }) => chosen.has(ref)).map(({ ref }) => ref);
  const disconnect = (refs: readonly SignInRef[]) =>
    dispatch({ type: 'dialog', dialog: { kind: 'disconnect', refs } });

  function choose(ref: SignInRef, on: boolean): void {
    const next = new Set(chosen);
    if (on) next.add(ref);
    else next.delete(ref);
    setChosen(next);
  }

  return (
    <Page title={VIEW_WORDS['sign-ins']} intro={COPY.signIns.intro}>
      <ClosedStores />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <fieldset className="flex gap-1.5">
          <legend className="sr-only">{COPY.signIns.filter}</legend>
          <Filter pressed={!onlyStale} onClick={() => setOnlyStale(false)}>
            {COPY.signIns.all(signIns.length)}
          </Filter>
          <Filter pressed={onlyStale} onClick={() => setOnlyStale(true)}>
            {COPY.signIns.onlyStale(stale.length)}
          </Filter>
        </fieldset>
        <span className="flex-1" />
        {stale.length > 0 && (
          <Button size="small" onClick={() => setChosen(new Set(stale.map(({ ref }) => ref)))}>
            {COPY.signIns.selectStale}
          </Button>
        )}
        <Button size="small" disabled={selected.length === 0} onClick={() => disconnect(selected)}>
          {selected.length === 0 ? COPY.signIns.disconnect : COPY.signIns.disconnectMany(selected.length)}
        </Button>
      </div>
      {shown.length === 0 && <p className="text-muted">{COPY.signIns.noneStale}</p>}
      <ul className="border-t border-hairline">
        {shown.map((signIn) => (
          <SignInRow
            key={signIn.ref}
            signIn={signIn}
            now={now}
            chosen={chosen.has(signIn.ref)}
            onChoose={(on) => choose(signIn.ref, on)}
            onDisconnect={() => disconnect([signIn.ref])}
          />
        ))}
      </ul>
    </Page>
  );
}

interface FilterProps {
  readonly pressed: boolean;
  readonly onClick: () => void;
  readonly children: string;
}

function Filter({ pressed, onClick, children }: FilterProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      className="h-7 rounded-full border border-hairline px-3 text-sm whitespace-nowrap text-muted tabular-nums hover:bg-hover aria-pressed:border-transparent aria-pressed:bg-selected aria-pressed:font-semibold aria-pressed:text-accent"
    >
      {children}
    </button>
  );
}
