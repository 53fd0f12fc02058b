import { createHash } from 'node:crypto';

const STYLE = `:root{color-scheme:light dark;--ink:#1d2330;--soft:#5b6474;--ground:#f6f7f9;--card:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#9aa4b5;--ground:#14171c;--card:#1d2128}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{background:var(--card);padding:2.5rem 3rem;border-radius:14px;max-width:28rem;text-align:center;box-shadow:0 1px 12px #0001}
h1{font-size:1.25rem;margin:.5rem 0}p{margin:0;color:var(--soft)}.mark{font-size:2rem}`;

/** No script, no network, nothing but its own style. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
} as const;

const PAGES = {
  done: { title: 'You are signed in', text: 'You can close this tab and return to MCP Tray.', mark: '✓' },
  failed: {
    title: 'The sign-in did not work',
    text: 'MCP Tray says why. You can close this tab.',
    mark: '!',
  },
  earlier: {
    title: 'This was an earlier sign-in',
    text: 'MCP Tray has started a newer one. Close this tab and go on in the other one.',
    mark: '…',
  },
} as const;

/** What the browser tab shows at the end. The text comes from us only, never from the service. */
export function closingPage(outcome: keyof typeof PAGES): string {
  const { title, text, mark } = PAGES[outcome];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · MCP Tray</title><style>${STYLE}</style></head><body><main><div class="mark" aria-hidden="true">${mark}</div><h1>${title}</h1><p>${text}</p></main></body></html>`;
}
