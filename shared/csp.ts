/**
 * The page's Content-Security-Policy: nothing but our own files. The desktop page never fetches (the bridge
 * is not a network connection); the browser host's page talks to its own origin only. `'self'` covers
 * `ws:` of the same origin (CSP level 3, connect-src matching).
 */
export function contentSecurityPolicy(host: 'desktop' | 'browser'): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${host === 'desktop' ? "'none'" : "'self'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
