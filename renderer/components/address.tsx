/**
 * An address that gives up the middle of its path first: scheme, host and the last segment stay readable.
 * The whole text is one selectable, speakable string and is shown on hover.
 */
export function Address({ text, className = '' }: { readonly text: string; readonly className?: string }) {
  const cut = splitPoint(text);
  return (
    <span className={`flex min-w-0 ${className}`} title={text}>
      <span className="lines-one min-w-0">{text.slice(0, cut)}</span>
      {cut < text.length && <span className="shrink-0 whitespace-nowrap">{text.slice(cut)}</span>}
    </span>
  );
}

const LONGEST_TAIL = 20;

/** Where the tail begins that never gives way: the last path segment, when it is short enough. */
export function splitPoint(text: string): number {
  const pathStart = /^[a-z][\w+.-]*:\/\/[^/]+/i.exec(text)?.[0].length ?? 0;
  const slash = Math.max(text.lastIndexOf('/', text.length - 2), text.lastIndexOf('\\'));
  return slash >= pathStart && slash > 0 && text.length - slash <= LONGEST_TAIL ? slash : text.length;
}
