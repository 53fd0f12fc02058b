import { ArrowLeft, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { entryShape } from '../../shared/entry-status.ts';
import { authSpeaker, connectionSpeaker } from '../../shared/server-groups.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import { Button } from '../components/button.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY, TRANSPORT_WORDS } from '../copy/copy.ts';
import { copyText } from '../copy-text.ts';
import { useApp } from '../hooks/use-app.ts';
import { useNow } from '../hooks/use-now.ts';
import { placesToSignIn } from '../servers/row-model.ts';
import { WaitingCode } from '../sign-in/waiting-code.tsx';
import { Banner } from './banner.tsx';
import { bannerFor } from './banner-model.ts';
import { Doctor } from './doctor.tsx';
import { EntryCards } from './entry-cards.tsx';
import { EntrySection } from './entry-section.tsx';
import { Section } from './section.tsx';

export function DetailPane({ group }: { readonly group: ServerGroup }) {
  const { ui, snapshot, ownerName, dispatch, commands } = useApp();
  const now = useNow(snapshot.takenAt);
  const heading = useRef<HTMLHeadingElement>(null);
  const banner = bannerFor(group, snapshot.failures, ownerName);
  const chosen = group.entries.find(({ ref }) => ref === ui.entryRef) ?? banner?.entry ?? speaker(group);
  const waiting = snapshot.operations.find(
    ({ ref, code }) => code !== null && group.entries.some((entry) => entry.ref === ref),
  );
  const diagnosis = group.entries.some(({ ref }) => ref === ui.diagnosis?.ref) ? ui.diagnosis : null;

  useEffect(() => {
    if (ui.detailFocus > 0) heading.current?.focus();
  }, [ui.detailFocus]);

  if (chosen === undefined) return null;
  const diagnose = (entry: ServerEntry) => dispatch({ type: 'diagnose', ref: entry.ref });
  return (
    <div className="px-4 pt-4 pb-8">
      <Button
        look="bare"
        size="small"
        className="-ml-2 mb-2 pane:hidden"
        onClick={() => dispatch({ type: 'close-detail' })}
      >
        <ArrowLeft className="size-4" aria-hidden="true" />
        {COPY.back}
      </Button>
      <header className="mb-4 flex items-start gap-2.5">
        <span className="pt-1">
          <ShapeIcon spoken shape={group.shape} />
        </span>
        <div className="min-w-0 flex-1">
          <h2
            ref={heading}
            tabIndex={-1}
            className="text-lg leading-snug rounded-sm font-semibold [overflow-wrap:anywhere]"
          >
            {group.name}
          </h2>
          <AddressLine key={group.address} group={group} chosen={chosen} />
        </div>
      </header>
      <WaitingCode operation={waiting} />
      {banner !== null && banner.entry.ref !== waiting?.ref && (
        <Banner model={banner} onDiagnose={() => diagnose(banner.entry)} />
      )}
      {diagnosis !== null && (
        <Doctor
          key={diagnosis.run}
          target={diagnosis.ref}
          takesToken={group.entries.some(({ ref, url }) => ref === diagnosis.ref && url !== null)}
        />
      )}
      <Section title={COPY.detail.places}>
        <EntryCards
          groupName={group.name}
          entries={group.entries}
          chosen={chosen}
          explainedRef={banner?.entry.ref ?? null}
          now={now}
        />
        {placesToSignIn(group).length > 1 && (
          <Button size="small" className="mt-2.5" onClick={() => commands.signInEverywhere(chosen.ref)}>
            {COPY.everywhere.action}
          </Button>
        )}
      </Section>
      <EntrySection
        key={chosen.ref}
        entry={chosen}
        now={now}
        signInOffered={banner?.offers === 'sign-in' && banner.entry.ref === chosen.ref}
        onDiagnose={() => diagnose(chosen)}
      />
    </div>
  );
}

function AddressLine({ group, chosen }: { readonly group: ServerGroup; readonly chosen: ServerEntry }) {
  const [copied, setCopied] = useState(false);
  const tools = chosen.connection.toolCount;
  return (
    <>
      <p className="flex items-start gap-1">
        <span className="min-w-0 text-sm text-muted [overflow-wrap:anywhere]">{group.address}</span>
        <Button
          look="bare"
          size="icon"
          className="-my-1"
          aria-label={copied ? COPY.copied : COPY.action.copyAddress}
          title={copied ? COPY.copied : COPY.action.copyAddress}
          onClick={() => void copyText(group.address).then(setCopied)}
        >
          <Copy className="size-3.5" aria-hidden="true" />
        </Button>
      </p>
      <p className="text-sm text-muted">
        {[
          TRANSPORT_WORDS[group.transport],
          chosen.connection.state === 'connected' ? chosen.connection.evidence : null,
          tools === null ? null : COPY.detail.tools(tools),
          group.otherNames.length === 0 ? null : COPY.detail.alsoCalled(group.otherNames),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </>
  );
}

/** The entry people most likely came for: the one whose facts the row tells. */
function speaker(group: ServerGroup): ServerEntry | undefined {
  const auth = authSpeaker(group);
  return auth !== null && entryShape(auth) === 'needs-you' ? auth : (connectionSpeaker(group) ?? undefined);
}
