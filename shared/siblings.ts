import type { ServerEntry } from './domain.ts';

/** Second labels under which names are registered ("co.uk"). */
const REGISTRIES = new Set(['co', 'com', 'org', 'net', 'ac', 'gov', 'edu', 'ne', 'or']);
/** Domains under which everybody has hosts: being there together means nothing. */
const SHARED =
  /^(?:github\.io|gitlab\.io|vercel\.app|workers\.dev|pages\.dev|netlify\.app|herokuapp\.com|azurewebsites\.net|azurecontainerapps\.io|run\.app|web\.app|onrender\.com|fly\.dev|railway\.app|amazonaws\.com|cloudfront\.net|ngrok\.(?:io|app|dev)|ngrok-free\.(?:app|dev)|trycloudflare\.com|smithery\.ai|composio\.dev)$/;

/** The domain whose owner runs a server ("octo-mesh.com"); null for this computer, bare numbers and shared hosting. */
export function hostFamily(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { hostname } = new URL(url);
  const labels = hostname.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2 || !/^[a-z]/i.test(last)) return null;
  const size = last.length === 2 && labels.length > 2 && REGISTRIES.has(labels.at(-2) ?? '') ? 3 : 2;
  const family = labels.slice(-size).join('.').toLowerCase();
  return SHARED.test(family) ? null : family;
}

/** Other servers of the same owner that the same client has in the same place: clusters, stages, regions. */
export function siblingsOf(entry: ServerEntry, entries: readonly ServerEntry[]): readonly ServerEntry[] {
  const family = hostFamily(entry.url);
  if (family === null) return [];
  return entries.filter(
    (other) =>
      other.serverKey !== entry.serverKey &&
      other.client === entry.client &&
      other.scope === entry.scope &&
      other.project === entry.project &&
      hostFamily(other.url) === family,
  );
}
