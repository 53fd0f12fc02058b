import { signInApplies } from '../../shared/attention.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import { relativeTime } from '../../shared/time-words.ts';
import { Button } from '../components/button.tsx';
import { RestartNote } from '../components/restart-note.tsx';
import { COPY } from '../copy/copy.ts';
import { FindingsSection } from '../findings/findings-section.tsx';
import { useApp } from '../hooks/use-app.ts';
import { SessionSection } from '../sign-in/session-section.tsx';
import { ToolsSection } from '../tools/tools-section.tsx';
import { Section } from './section.tsx';
import { SiblingsSection } from './siblings-section.tsx';
import { StoredText } from './stored-text.tsx';

interface EntrySectionProps {
  readonly entry: ServerEntry;
  readonly now: number;
  /** The banner above offers the ways to sign in already. */
  readonly signInOffered: boolean;
  readonly onDiagnose: () => void;
}

/** One entry: its text as stored, what can be done with it, what is worth knowing, what was done. */
export function EntrySection({ entry, now, signInOffered, onDiagnose }: EntrySectionProps) {
  const { ownerName, snapshot } = useApp();
  const client = snapshot.clients.find(({ id }) => id === entry.client);
  return (
    <>
      {client !== undefined && <RestartNote client={client} />}
      <Section title={COPY.detail.written(ownerName(entry.client))}>
        <StoredText entry={entry} />
        <EntryActions entry={entry} signInOffered={signInOffered} onDiagnose={onDiagnose} />
      </Section>
      {entry.can.sessionSignIn && <SessionSection entry={entry} />}
      <ToolsSection entry={entry} />
      <FindingsSection entry={entry} />
      <SiblingsSection entry={entry} />
      <EntryHistory entry={entry} now={now} />
    </>
  );
}

function EntryActions({ entry, signInOffered, onDiagnose }: Omit<EntrySectionProps, 'now'>) {
  const { commands, ownerName, snapshot } = useApp();
  const { can } = entry;
  const client = ownerName(entry.client);
  const operation = snapshot.operations.find(({ kind, ref }) => ref === entry.ref && kind !== 'tool-call');
  if (operation !== undefined) {
    return (
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        <span className="text-muted">{operation.phase}</span>
        {operation.kind === 'sign-in' && operation.cancellable && (
          <Button size="small" onClick={() => commands.cancel(entry.ref)}>
            {COPY.action.cancelSignIn}
          </Button>
        )}
      </div>
    );
  }
  const maySignIn = !signInOffered && signInApplies(entry);
  const actions: readonly (readonly [boolean, string, () => void, 'plain' | 'danger'])[] = [
    [entry.enabled && can.disable, COPY.action.disable, () => commands.toggle(entry), 'plain'],
    [!entry.enabled && can.enable, COPY.action.enable, () => commands.toggle(entry), 'plain'],
    [can.check, COPY.action.check, () => commands.check([entry]), 'plain'],
    [can.check, COPY.action.diagnose, onDiagnose, 'plain'],
    [
      can.clientSignIn && maySignIn,
      COPY.action.signInWith(client),
      () => commands.signIn(entry.ref, 'client'),
      'plain',
    ],
    [
      can.ownSignIn && !can.clientSignIn && maySignIn,
      COPY.guide.action(client),
      () => commands.signInByHand(entry.ref),
      'plain',
    ],
    [can.ownSignIn && maySignIn, COPY.action.signInAs, () => commands.signIn(entry.ref, 'own'), 'plain'],
    [can.clientSignOut, COPY.action.signOutOf(client), () => commands.signOut(entry.ref, 'client'), 'plain'],
    [can.ownSignOut, COPY.action.signOutOf(COPY.app), () => commands.signOut(entry.ref, 'own'), 'plain'],
    [can.edit || can.rename, COPY.action.edit, () => commands.edit(entry), 'plain'],
    [can.copy, COPY.action.copyTo, () => commands.copyTo(entry), 'plain'],
    [can.copy, COPY.action.addLike, () => commands.addLike(entry), 'plain'],
    [true, COPY.action.reveal, () => commands.reveal(entry.ref), 'plain'],
    [can.remove, COPY.action.remove, () => commands.remove(entry), 'danger'],
  ];
  return (
    <div className="mt-2.5 flex flex-wrap gap-2">
      {actions
        .filter(([possible]) => possible)
        .map(([, label, run, look]) => (
          <Button key={label} size="small" look={look} onClick={run}>
            {label}
          </Button>
        ))}
    </div>
  );
}

function EntryHistory({ entry, now }: { readonly entry: ServerEntry; readonly now: number }) {
  const { snapshot, commands } = useApp();
  const items = snapshot.history.filter((item) => item.refs.includes(entry.ref)).slice(0, 8);
  if (items.length === 0) return null;
  return (
    <Section title={COPY.detail.history}>
      <ul className="flex flex-col gap-1">
        {items.map((item) => (
          <li key={item.id} className="flex items-baseline justify-between gap-3">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {item.title}
              <span className="text-sm text-muted">
                {' · '}
                {relativeTime(item.at, now)}
                {item.undone ? ` · ${COPY.activity.undone}` : ''}
              </span>
            </span>
            {item.canUndo && (
              <Button
                look="link"
                size="small"
                aria-label={COPY.activity.undoTitle(item.title)}
                onClick={() => commands.preview({ kind: 'undo', id: item.id })}
              >
                {COPY.undo}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
