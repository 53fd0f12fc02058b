import { useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import { entryAuthWords, entryConnectionWords, entryShape, entryStatus } from '../../shared/entry-status.ts';
import { shortPath } from '../../shared/selectors.ts';
import type { StateWords } from '../../shared/state-words.ts';
import { Button } from '../components/button.tsx';
import { ClientMark } from '../components/client-mark.tsx';
import { PathText } from '../components/path-text.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { TONE_TEXT } from '../components/two-lines.tsx';
import { COPY, SCOPE_SHORT, SCOPE_WORDS } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { folderName } from '../servers/entry-verbs.ts';

interface EntryCardsProps {
  /** The server's name; an entry with another one says so. */
  readonly groupName: string;
  readonly entries: readonly ServerEntry[];
  readonly chosen: ServerEntry;
  readonly explainedRef: string | null;
  readonly now: number;
}

/** More places than these are shown on request. */
const PLACES = 4;

/** Each place a server is set up; choosing one shows its text, actions and history below. */
export function EntryCards({ groupName, entries, chosen, explainedRef, now }: EntryCardsProps) {
  const { dispatch } = useApp();
  const [all, setAll] = useState(false);
  // The chosen card stays in sight; its text and actions follow right below.
  const shown = entries.filter((entry, index) => all || index < PLACES || entry.ref === chosen.ref);
  const hidden = entries.length - shown.length;
  return (
    <div className="flex flex-col gap-2">
      {shown.map((entry) => (
        <button
          key={entry.ref}
          type="button"
          aria-pressed={entry.ref === chosen.ref}
          onClick={() => dispatch({ type: 'entry', ref: entry.ref })}
          className="flex w-full items-start gap-2.5 rounded-lg border border-hairline px-3 py-2.5 text-left hover:bg-hover aria-pressed:border-accent aria-pressed:bg-selected"
        >
          <EntryCard entry={entry} now={now} explained={entry.ref === explainedRef} groupName={groupName} />
        </button>
      ))}
      {hidden > 0 && (
        <Button look="bare" size="small" className="-ml-2 self-start" onClick={() => setAll(true)}>
          {COPY.detail.morePlaces(hidden)}
        </Button>
      )}
    </div>
  );
}

interface EntryCardProps {
  readonly entry: ServerEntry;
  readonly now: number;
  /** The banner above says already what is wrong here. */
  readonly explained: boolean;
  readonly groupName: string;
}

function EntryCard({ entry, now, explained, groupName }: EntryCardProps) {
  const { snapshot, ownerName } = useApp();
  const client = snapshot.clients.find(({ id }) => id === entry.client);
  const options = { now, ownerName };
  const status = entryStatus(entry);
  const auth = entryAuthWords(entry, options);
  const parked = entry.line === null && !entry.enabled;
  return (
    <>
      <ClientMark client={client ?? null} />
      <span className="min-w-0 flex-1">
        <span className="flex items-start justify-between gap-3">
          <span>
            <span className="font-semibold">{ownerName(entry.client)}</span>
            {entry.name !== groupName && ` “${entry.name}”`}
            <span className="text-muted">
              {' · '}
              {entry.project === null
                ? SCOPE_WORDS[entry.scope]
                : COPY.detail.inProject(folderName(entry.project), SCOPE_SHORT[entry.scope])}
            </span>
          </span>
          <ShapeIcon spoken shape={entryShape(entry)} />
        </span>
        <span className="block text-sm text-muted [overflow-wrap:anywhere]">
          {parked ? COPY.detail.parked : <PathText path={shortPath(entry.file, snapshot.host.home)} />}
          {entry.line !== null && `\u00a0:\u00a0${entry.line}`}
        </span>
        {entry.suppliedBy !== null && (
          <span className="block text-sm text-muted [overflow-wrap:anywhere]">
            {COPY.detail.suppliedBy(entry.suppliedBy)}
          </span>
        )}
        {status === 'shadowed' ? (
          <span className="block text-sm text-muted">
            <ShadowNote entry={entry} />
          </span>
        ) : (
          <>
            <FactLine words={entryConnectionWords(entry, options)} named={explained && status !== 'active'} />
            {status === 'active' && auth !== null && <FactLine words={auth} />}
          </>
        )}
      </span>
    </>
  );
}

interface FactLineProps {
  readonly words: StateWords;
  /** Only the title: the banner tells the rest. */
  readonly named?: boolean;
}

/** One fact with its evidence and time. */
function FactLine({ words, named = false }: FactLineProps) {
  return (
    <span className="block text-sm [overflow-wrap:anywhere]">
      <span className={TONE_TEXT[words.tone]}>{words.title}</span>
      {words.detail !== null && !named && <span className="text-muted"> · {words.detail}</span>}
    </span>
  );
}

function ShadowNote({ entry }: { readonly entry: ServerEntry }) {
  const { snapshot } = useApp();
  const winner = snapshot.entries.find(({ ref }) => ref === entry.shadowedBy);
  return winner === undefined
    ? COPY.detail.shadowedUnknown
    : COPY.detail.shadowed(shortPath(winner.file, snapshot.host.home));
}
