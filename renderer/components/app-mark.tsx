/** The app's own sign: a tray with a plug above and below. */
export function AppMark() {
  return (
    <svg
      viewBox="0 0 20 20"
      className="size-5 shrink-0 text-accent"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <rect x="2.2" y="5.6" width="15.6" height="10" rx="3" />
      <path d="M10 5.6V2.6M10 18v-2.4M7 10.6h.01M13 10.6h.01" />
    </svg>
  );
}
