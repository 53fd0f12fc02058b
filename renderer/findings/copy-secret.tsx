import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { ServerEntry } from '../../shared/domain.ts';
import type { AppError } from '../../shared/errors.ts';
import { Button } from '../components/button.tsx';
import { COPY } from '../copy/copy.ts';
import { useApp } from '../hooks/use-app.ts';
import { noteCopied } from './copied-lately.ts';
import type { FixRow } from './fix-draft.ts';

/** The core puts the value on the clipboard; this page never gets it. */
export function CopySecret({ entry, row }: { readonly entry: ServerEntry; readonly row: FixRow }) {
  const { call } = useApp();
  const [copied, setCopied] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const { secret, way, variable } = row;

  async function copy(): Promise<void> {
    const answer = await call('secret:copy', { ref: entry.ref, place: secret.place, way, variable });
    if (answer.ok) noteCopied(Date.now());
    setCopied(answer.ok);
    setFailure(answer.ok ? null : answer.error);
  }

  return (
    <span className="flex min-w-0 flex-wrap items-center justify-end gap-x-2">
      <output className="min-w-0 text-sm text-muted">
        {failure === null ? (copied ? COPY.fix.copied : null) : `${failure.message} ${failure.next}`}
      </output>
      <Button size="small" aria-label={COPY.fix.copyOf(secret.label)} onClick={() => void copy()}>
        <Copy className="size-3.5" aria-hidden="true" />
        {COPY.fix.copy}
      </Button>
    </span>
  );
}
