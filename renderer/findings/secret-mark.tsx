import { KeyRound } from 'lucide-react';
import type { ServerGroup } from '../../shared/server-groups.ts';
import { COPY } from '../copy/copy.ts';

/** Beside a name in the list, where others can read a secret of the server. */
export function SecretMark({ group }: { readonly group: ServerGroup }) {
  const grave = group.entries.some(({ warnings }) => warnings.some(({ severity }) => severity === 'high'));
  if (!grave) return null;
  return (
    <span className="shrink-0 text-attention" title={COPY.findings.inList}>
      <KeyRound className="size-3.5" aria-hidden="true" />
      <span className="sr-only">{COPY.findings.inList}</span>
    </span>
  );
}
