import { COPY } from '../copy/copy.ts';

/** Only on the very first read; later reads keep what is shown. */
export function ListSkeleton() {
  return (
    <output className="block flex-1 overflow-hidden pt-8">
      <span className="sr-only">{COPY.loading}</span>
      {['70%', '55%', '62%', '48%', '66%'].map((width) => (
        <div
          key={width}
          aria-hidden="true"
          className="flex h-14 items-center gap-4 border-b border-hairline px-4"
        >
          <span className="size-4 rounded-full bg-sunken" />
          <span className="breathe h-3 rounded bg-sunken" style={{ width }} />
        </div>
      ))}
    </output>
  );
}
