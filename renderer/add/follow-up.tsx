import { wantsSignIn } from '../../shared/attention.ts';
import { useEffect, useRef } from 'react';
import type { ChangeReceipt } from '../../shared/actions.ts';
import type { ServerEntry, ServerRef } from '../../shared/domain.ts';
import { entryAuthWords, entryConnectionWords, entryShape } from '../../shared/entry-status.ts';
import { Button } from '../components/button.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { useNow } from '../hooks/use-now.ts';

/** After adding: what each client still needs, until everything is green. */
export function FollowUp({ receipt }: { readonly receipt: ChangeReceipt }) {
  const { snapshot, commands, ownerName } = useApp();
  const now = useNow(snapshot.takenAt);
  const note = useRef<HTMLParagraphElement>(null);
  useEffect(() => note.current?.focus(), []);
  const entries = receipt.refs.flatMap((ref) => snapshot.entries.find((entry) => entry.ref === ref) ?? []);
  useFirstCheck(entries);
  return (
    <div className="flex flex-col gap-3" aria-live="polite">
      <p ref={note} tabIndex={-1} className="outline-none">
        {COPY.add.followText}
      </p>
      {entries.length === 0 && <p className="text-muted">{COPY.add.followWaiting}</p>}
      <ul className="flex flex-col gap-2">
        {entries.map((entry) => {
          const operation = snapshot.operations.find(({ ref }) => ref === entry.ref);
          const failure = snapshot.failures.find(({ ref }) => ref === entry.ref);
          const mayNeed = wantsSignIn(entry) || entry.auth.state === 'unknown';
          const words = [
            entryConnectionWords(entry, { now, ownerName }).title,
            entryAuthWords(entry, { now, ownerName })?.title,
          ];
          return (
            <li
              key={entry.ref}
              className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-hairline px-3 py-2.5"
            >
              <ShapeIcon shape={entryShape(entry)} busy={operation !== undefined} />
              <span className="min-w-0 flex-1 basis-48">
                <span className="block font-semibold">
                  {entry.name} · {ownerName(entry.client)}
                </span>
                <span className="block text-sm text-muted [overflow-wrap:anywhere]">
                  {operation?.phase ?? failure?.error.message ?? words.filter(Boolean).join(' · ')}
                </span>
                {operation === undefined && wantsSignIn(entry) && entry.auth.next !== null && (
                  <span className="block text-sm [overflow-wrap:anywhere]">{entry.auth.next}</span>
                )}
              </span>
              {operation?.kind === 'sign-in' && operation.cancellable ? (
                <Button size="small" onClick={() => commands.cancel(entry.ref)}>
                  {COPY.action.cancelSignIn}
                </Button>
              ) : (
                <>
                  {entry.can.check && entry.connection.state === 'unknown' && (
                    <Button size="small" onClick={() => commands.check([entry])}>
                      {COPY.action.check}
                    </Button>
                  )}
                  {mayNeed && entry.can.clientSignIn && (
                    <Button size="small" onClick={() => commands.signIn(entry.ref, 'client')}>
                      {COPY.action.signInWith(ownerName(entry.client))}
                    </Button>
                  )}
                  {mayNeed && entry.can.ownSignIn && !entry.can.clientSignIn && (
                    <Button size="small" onClick={() => commands.signIn(entry.ref, 'own')}>
                      {COPY.action.signInAs}
                    </Button>
                  )}
                </>
              )}
            </li>
          );
        })}
      </ul>
      {receipt.notes.map((text) => (
        <p key={text} className="text-sm text-muted">
          {text}
        </p>
      ))}
    </div>
  );
}

/**
 * Asks each new address once whether it wants a sign-in, so that the button stands where it is needed. The person
 * has just confirmed these addresses; programs are never started by themselves.
 */
function useFirstCheck(entries: readonly ServerEntry[]): void {
  const { commands } = useApp();
  const asked = useRef(new Set<ServerRef>());
  useEffect(() => {
    const fresh = entries.filter(
      (entry) =>
        entry.url !== null &&
        entry.can.check &&
        entry.connection.state === 'unknown' &&
        !asked.current.has(entry.ref),
    );
    if (fresh.length === 0) return;
    for (const { ref } of fresh) asked.current.add(ref);
    commands.check(fresh);
  });
}
