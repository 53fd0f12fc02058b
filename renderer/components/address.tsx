interface AddressProps {
  readonly text: string;
  /** Leaves out "https://", the ordinary case; any other scheme is worth seeing. */
  readonly hideScheme?: boolean;
  readonly className?: string;
}

/**
 * An address that gives up the middle of its path first: the host and the last segment stay readable. The
 * whole text is shown on hover.
 */
export function Address({ text, hideScheme = false, className = '' }: AddressProps) {
  const shown = hideScheme ? text.replace(/^https:\/\//, '') : text;
  const cut = splitPoint(shown);
  return (
    <span className={`flex min-w-0 ${className}`} title={text}>
      <span className="lines-one min-w-0">{shown.slice(0, cut)}</span>
      {cut < shown.length && <span className="shrink-0 whitespace-nowrap">{shown.slice(cut)}</span>}
    </span>
  );
}

const LONGEST_TAIL = 20;

/** Where the tail begins that never gives way: the last path segment, when it is short enough. */
export function splitPoint(text: string): number {
  const pathStart = /^([a-z][\w+.-]*:\/\/)?[^/]+/i.exec(text)?.[0].length ?? 0;
  const slash = Math.max(text.lastIndexOf('/', text.length - 2), text.lastIndexOf('\\'));
  return slash >= pathStart && slash > 0 && text.length - slash <= LONGEST_TAIL ? slash : text.length;
}
