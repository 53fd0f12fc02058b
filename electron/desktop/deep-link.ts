/** What a `mcp-tray://` link may ask for. Links only show; they never write, start or sign in. */
export type DeepLink = { readonly kind: 'open' } | { readonly kind: 'show'; readonly ref: string };

const MAX_LINK = 4096;

/**
 * `mcp-tray://open` or `mcp-tray://show?ref=<server ref>`; null for everything else. Any web page can send
 * such a link, so unknown parts refuse the whole link.
 */
export function parseDeepLink(text: string): DeepLink | null {
  if (text.length > MAX_LINK || !URL.canParse(text)) return null;
  const url = new URL(text);
  const bare = url.username === '' && url.password === '' && url.port === '' && url.hash === '';
  if (url.protocol !== 'mcp-tray:' || !bare || !['', '/'].includes(url.pathname)) return null;
  const names = [...url.searchParams.keys()];
  if (url.host === 'open') return names.length === 0 ? { kind: 'open' } : null;
  const ref = url.searchParams.get('ref');
  if (url.host !== 'show' || names.length !== 1 || ref === null || ref.length < 3) return null;
  return { kind: 'show', ref };
}

/** The link among a program's arguments (Windows and Linux start us again with it), or null. */
export function deepLinkArgument(argv: readonly string[]): DeepLink | null {
  const text = argv.findLast((argument) => argument.startsWith('mcp-tray:'));
  return text === undefined ? null : parseDeepLink(text);
}
