import type { EntryWarning, ServerEntry } from '../../shared/domain.ts';
import type { Shape } from '../../shared/state-words.ts';
import { Button } from '../components/button.tsx';
import { ShapeIcon } from '../components/shape.tsx';
import { COPY } from '../copy/copy.ts';
import { Section } from '../detail/section.tsx';
import { useApp } from '../hooks/use-app.ts';

const SHAPES = {
  high: 'needs-you',
  medium: 'needs-you',
  low: 'unknown',
} as const satisfies Record<EntryWarning['severity'], Shape>;

/** What is worth knowing about an entry, the gravest first, each with what can be done about it. */
export function FindingsSection({ entry }: { readonly entry: ServerEntry }) {
  if (entry.warnings.length === 0) return null;
  return (
    <Section title={COPY.findings.title}>
      <ul className="flex flex-col gap-3">
        {entry.warnings.map((warning, index) => (
          <Finding
            key={`${warning.code} ${warning.places.join(' ')}`}
            entry={entry}
            warning={warning}
            // One dialog takes out all of them: its button stands where it comes first.
            offersFix={entry.warnings.findIndex(({ fixes }) => fixes.includes('secrets')) === index}
          />
        ))}
      </ul>
    </Section>
  );
}

interface FindingProps {
  readonly entry: ServerEntry;
  readonly warning: EntryWarning;
  readonly offersFix: boolean;
}

function Finding({ entry, warning, offersFix }: FindingProps) {
  const { commands, dispatch } = useApp();
  const { severity, text, next, fixes } = warning;
  return (
    <li className="flex items-start gap-2">
      <span className="pt-0.5">
        <ShapeIcon shape={SHAPES[severity]} />
        <span className="sr-only">{COPY.findings.severity[severity]}</span>
      </span>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>
          {text} <span className="text-muted">{next}</span>
        </p>
        {(offersFix || fixes.includes('permissions')) && (
          <div className="mt-1.5 flex flex-wrap gap-2">
            {offersFix && (
              <Button
                size="small"
                onClick={() => dispatch({ type: 'dialog', dialog: { kind: 'fix', ref: entry.ref } })}
              >
                {COPY.findings.takeOut}
              </Button>
            )}
            {fixes.includes('permissions') && (
              <Button size="small" onClick={() => commands.preview({ kind: 'protect', ref: entry.ref })}>
                {COPY.findings.protect}
              </Button>
            )}
          </div>
        )}
      </div>
    </li>
  );
}
