import { useState } from 'react';
import type { DoctorReport } from '../../shared/actions.ts';
import type { ServerRef } from '../../shared/domain.ts';
import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { copyText } from '../copy-text.ts';
import { useApp } from '../hooks/use-app.ts';

interface DebugCommandProps {
  readonly target: ServerRef;
  readonly debug: NonNullable<DoctorReport['debug']>;
}

/** How the client itself is made to tell more; the person runs it, in a terminal of theirs. */
export function DebugCommand({ target, debug }: DebugCommandProps) {
  const { ownerName, snapshot } = useApp();
  const [copied, setCopied] = useState(false);
  const client = ownerName(snapshot.entries.find(({ ref }) => ref === target)?.client ?? '');
  const { command, folder, tells } = debug;
  return (
    <div className="mt-3 flex flex-col gap-1.5">
      <p className="text-sm [overflow-wrap:anywhere]">{COPY.detail.debug(client, folder)}</p>
      <code className="block rounded-md bg-sunken px-2.5 py-1.5 font-mono text-sm [overflow-wrap:anywhere] whitespace-pre-wrap">
        {command}
      </code>
      <p className="text-sm text-muted">{tells}</p>
      <div>
        <Button size="small" onClick={() => void copyText(command).then(setCopied)}>
          {copied ? COPY.copied : COPY.detail.debugCopy}
        </Button>
      </div>
    </div>
  );
}
