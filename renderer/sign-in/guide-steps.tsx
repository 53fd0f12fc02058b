import { useState } from 'react';
import type { ServerRef } from '../../shared/domain.ts';
import type { SignInGuide } from '../../shared/sign-in-round.ts';
import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { copyText } from '../copy-text.ts';
import { useApp } from '../hooks/use-app.ts';

interface GuideStepsProps {
  readonly guide: SignInGuide;
  readonly target: ServerRef;
  /** Whose steps, for a screen reader that meets several lists. */
  readonly owner: string;
}

/** What the person does inside a client, with what can be done from here. */
export function GuideSteps({ guide, target, owner }: GuideStepsProps) {
  const { commands } = useApp();
  const [copied, setCopied] = useState(false);
  const { command, opens, out, steps } = guide;
  return (
    <div className="flex flex-col gap-2">
      <ol
        aria-label={COPY.everywhere.of(COPY.guide.list, owner)}
        className="flex list-decimal flex-col gap-0.5 pl-5 [overflow-wrap:anywhere]"
      >
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {command !== null && (
        <code className="block rounded-md bg-sunken px-2.5 py-1.5 font-mono text-sm [overflow-wrap:anywhere] whitespace-pre-wrap">
          {command}
        </code>
      )}
      <div className="flex flex-wrap gap-2">
        {opens !== null && (
          <Button
            size="small"
            aria-label={COPY.everywhere.of(opens, owner)}
            onClick={() => commands.openClient(target)}
          >
            {opens}
          </Button>
        )}
        {command !== null && (
          <Button
            size="small"
            aria-label={COPY.everywhere.of(copied ? COPY.copied : COPY.guide.copyCommand, owner)}
            onClick={() => void copyText(command).then(setCopied)}
          >
            {copied ? COPY.copied : COPY.guide.copyCommand}
          </Button>
        )}
        <Button
          size="small"
          aria-label={COPY.everywhere.of(COPY.guide.showFile, owner)}
          onClick={() => commands.reveal(target)}
        >
          {COPY.guide.showFile}
        </Button>
      </div>
      {out !== null && <p className="text-muted [overflow-wrap:anywhere]">{out}</p>}
    </div>
  );
}
