import { useRef, useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import { entryAddress } from '../../shared/server-groups.ts';
import { sessionPrompt, tenantAddress } from '../../shared/session-sign-in.ts';
import { Button } from '../components/button.tsx';
import { Field, INPUT } from '../components/field.tsx';
import { COPY } from '../copy/copy.ts';
import { copyText } from '../copy-text.ts';
import { Section } from '../detail/section.tsx';
import { useApp } from '../hooks/use-app.ts';
import { SessionState } from './session-state.tsx';
import { useSessionSignIn } from './use-session-sign-in.ts';

/** A server with sign-in tools of its own: what to say to the client, and a try in a session of ours. */
export function SessionSection({ entry }: { readonly entry: ServerEntry }) {
  const { commands, ownerName, ui } = useApp();
  const { session, asking, problem, start, confirm, end } = useSessionSignIn(entry);
  const perTenant = tenantAddress(entry.url);
  const [tenant, setTenant] = useState(session?.tenantId ?? perTenant?.tenantId ?? '');
  const [copied, setCopied] = useState(false);
  const startButton = useRef<HTMLButtonElement>(null);
  const client = ownerName(entry.client);
  const tenantId = tenant.trim() === '' ? null : tenant.trim();
  // A program was started with the person's consent to this very command line, or is not.
  const mayStart =
    entry.url !== null || (ui.tools?.ref === entry.ref && ui.tools.address === entryAddress(entry));
  const busy = session?.state === 'opening';
  const open = session !== null && session.state !== 'ended';

  const goodbye = () => {
    startButton.current?.focus();
    void end();
  };
  return (
    <Section title={COPY.session.title}>
      <p>{COPY.session.intro(client)}</p>
      {perTenant !== null && (
        <div className="mt-2">
          <p className="text-sm text-muted [overflow-wrap:anywhere]">
            {COPY.session.perTenant(perTenant.tenantId, perTenant.shared)}
          </p>
          {entry.can.edit && (
            <Button look="link" size="small" onClick={() => commands.edit(entry)}>
              {COPY.session.changeAddress}
            </Button>
          )}
        </div>
      )}
      <form
        className="mt-3 flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && mayStart) void start(tenantId);
        }}
      >
        <Field label={COPY.session.tenant} hint={COPY.session.tenantHint}>
          {(control) => (
            <input
              {...control}
              value={tenant}
              maxLength={200}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onChange={(event) => {
                setTenant(event.target.value);
                setCopied(false);
              }}
              className={`${INPUT} font-mono text-sm`}
            />
          )}
        </Field>
        <div>
          <p className="text-sm text-muted">{COPY.session.inClient(client)}</p>
          <div className="mt-1 flex flex-wrap items-center gap-2">
            <code className="min-w-0 flex-1 basis-52 rounded-md bg-sunken px-2.5 py-1.5 font-mono text-sm [overflow-wrap:anywhere]">
              {sessionPrompt(tenantId)}
            </code>
            <Button size="small" onClick={() => void copyText(sessionPrompt(tenantId)).then(setCopied)}>
              {copied ? COPY.copied : COPY.session.copyPrompt}
            </Button>
          </div>
          <p className="mt-1 text-sm text-muted">{COPY.session.afterPrompt}</p>
        </div>
        <div>
          <p className="text-sm text-muted">{mayStart ? COPY.session.here : COPY.session.listFirst}</p>
          {/* Not `disabled` while it runs: the focus would be lost. */}
          <Button
            ref={startButton}
            type="submit"
            size="small"
            className="mt-1.5 aria-disabled:opacity-45"
            aria-disabled={busy || !mayStart}
          >
            {open ? COPY.session.newCode : COPY.session.getCode}
          </Button>
        </div>
      </form>
      <SessionState
        client={client}
        session={session}
        problem={problem}
        asking={asking}
        onConfirm={() => void confirm()}
        onEnd={goodbye}
        onFocusLost={() => startButton.current?.focus({ preventScroll: true })}
      />
    </Section>
  );
}
