import { useState } from 'react';
import type { ChannelOutput } from '../../shared/ipc.ts';
import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { copyText } from '../copy-text.ts';
import { ScrollingText } from './scrolling-text.tsx';

interface CallResultProps {
  readonly tool: string;
  readonly answer: ChannelOutput<'server:call-tool'>;
}

/** What a call came back with: whether, after how long, and the text. */
export function CallResult({ tool, answer }: CallResultProps) {
  const [copied, setCopied] = useState(false);
  if (!answer.ok) {
    return (
      <p className="[overflow-wrap:anywhere]">
        {answer.error.message} {answer.error.next}
      </p>
    );
  }
  const { ok, text, tookMs, itemCount, hint } = answer.value;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className={`text-sm ${ok ? 'text-muted' : 'text-broken'}`}>
          {ok ? COPY.tools.answered(tookMs, itemCount) : COPY.tools.refused(tookMs)}
        </p>
        <Button size="small" onClick={() => void copyText(text).then(setCopied)}>
          {copied ? COPY.copied : COPY.tools.copyResult}
        </Button>
      </div>
      {hint !== null && <p className="text-sm">{hint}</p>}
      {text === '' ? (
        <p className="text-sm text-muted">{COPY.tools.noText}</p>
      ) : (
        <ScrollingText label={COPY.tools.resultOf(tool)} text={text} />
      )}
    </>
  );
}
