import type { EntryWarning, ServerEntry } from '../../shared/domain.ts';
import { COPY } from '../copy/copy.ts';
import { Section } from '../detail/section.tsx';

/** What is worth knowing about an entry, the gravest first. */
export function FindingsSection({ entry }: { readonly entry: ServerEntry }) {
  if (entry.warnings.length === 0) return null;
  return (
    <Section title={COPY.findings.title}>
      <ul className="flex flex-col gap-2">
        {entry.warnings.map((warning) => (
          <Finding key={`${warning.code} ${warning.places.join(' ')}`} warning={warning} />
        ))}
      </ul>
    </Section>
  );
}

function Finding({ warning }: { readonly warning: EntryWarning }) {
  return (
    <li>
      {warning.text} <span className="text-muted">{warning.next}</span>
    </li>
  );
}
