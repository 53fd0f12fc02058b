import type { ClientView } from '../../shared/snapshot.ts';

interface ClientMarkProps {
  /** Null for a program that is no client of the list, such as a bridge. */
  readonly client: Pick<ClientView, 'name' | 'mark'> | null;
}

/** Two links of a chain. */
const BRIDGE =
  'M7 9a2.4 2.4 0 0 0 3.4 0l2-2A2.4 2.4 0 0 0 9 3.6l-.6.6M9 7a2.4 2.4 0 0 0-3.4 0l-2 2A2.4 2.4 0 0 0 7 12.4l.6-.6';

/** A client's mark; the name is a tooltip here, and the text beside or behind it is for everybody else. */
export function ClientMark({ client }: ClientMarkProps) {
  return (
    <span
      title={client?.name}
      aria-hidden="true"
      className="inline-flex size-5 shrink-0 items-center justify-center rounded bg-sunken text-muted"
    >
      <svg
        viewBox="0 0 16 16"
        className="size-3.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d={client?.mark ?? BRIDGE} />
      </svg>
    </span>
  );
}
