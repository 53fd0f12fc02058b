import type { ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  readonly intro?: string;
  readonly children: ReactNode;
}

/** A scrolling view with a heading, one measure wide. */
export function Page({ title, intro, children }: PageProps) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="max-w-4xl px-6 pt-5 pb-16 max-rail:px-4">
        <h1 className="text-lg font-semibold">{title}</h1>
        {intro !== undefined && <p className="mt-1 mb-4 max-w-[70ch] text-muted">{intro}</p>}
        {children}
      </div>
    </div>
  );
}
