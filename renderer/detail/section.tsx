import { useId } from 'react';
import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  /** Heading level that fits what stands above. */
  readonly level?: 2 | 3;
  readonly children: ReactNode;
}

export function Section({ title, level = 3, children }: SectionProps) {
  const Heading = level === 2 ? 'h2' : 'h3';
  const id = useId();
  return (
    <section aria-labelledby={id} className="mt-5">
      <Heading id={id} className="mb-2 text-sm font-semibold text-muted">
        {title}
      </Heading>
      {children}
    </section>
  );
}
