/** Text that came from a server, as it is; it scrolls by itself, also by keyboard. */
export function ScrollingText({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    // A scrolling box must be reachable by keyboard (WCAG 2.1.1).
    // oxlint-disable jsx-a11y/no-noninteractive-tabindex
    <pre
      tabIndex={0}
      aria-label={label}
      className="mt-1 max-h-60 overflow-y-auto rounded-lg bg-sunken px-3 py-2.5 font-mono text-sm break-words whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      {text}
    </pre>
  );
}
