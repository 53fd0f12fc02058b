import { open, readText } from './exchange.ts';
import type { Wire } from './exchange.ts';
import { isRecord } from './json-rpc.ts';

const METADATA_LIMIT = 64 * 1024;

export interface MetadataDocument {
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One place that was asked, for "URLs tried and status of each". */
export interface MetadataAttempt {
  readonly url: string;
  /** "HTTP 404", "not JSON", "connection refused". */
  readonly outcome: string;
}

export interface MetadataSearch {
  readonly found: MetadataDocument | null;
  readonly attempts: readonly MetadataAttempt[];
}

/** Where protected-resource metadata may stand: with the endpoint's path, then at the root (RFC 9728 3.1). */
export function resourceMetadataUrls(server: URL): readonly string[] {
  const base = `${server.origin}/.well-known/oauth-protected-resource`;
  const path = server.pathname.replace(/\/$/, '');
  return path === '' ? [base] : [`${base}${path}`, base];
}

/** Where authorization-server metadata may stand, in the order MCP 2026-07-28 asks for. */
export function issuerMetadataUrls(issuer: URL): readonly string[] {
  const path = issuer.pathname.replace(/\/$/, '');
  const { origin } = issuer;
  if (path === '') {
    return [`${origin}/.well-known/oauth-authorization-server`, `${origin}/.well-known/openid-configuration`];
  }
  return [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ];
}

/** First address that serves a JSON object holding `member`; no headers of the person's are sent. */
export async function findMetadata(
  urls: readonly string[],
  member: 'resource' | 'issuer' | 'authorization_endpoint',
  wire: Wire,
): Promise<MetadataSearch> {
  const attempts: MetadataAttempt[] = [];
  for (const url of urls) {
    const { body, outcome } = await getJson(new URL(url), wire);
    attempts.push({ url, outcome });
    if (body !== null && typeof body[member] === 'string') return { found: { url, body }, attempts };
  }
  return { found: null, attempts };
}

/** Whether the server publishes protected-resource metadata. Never fails: no answer counts as none. */
export async function publishesResource(server: URL, wire: Wire): Promise<boolean> {
  const searches = resourceMetadataUrls(server).map((url) => findMetadata([url], 'resource', wire));
  return (await Promise.all(searches)).some(({ found }) => found !== null);
}

/** Servers of 2025-03-26 and before: the origin itself is the authorization server. */
export async function isOwnIssuer(server: URL, wire: Wire): Promise<boolean> {
  const urls = issuerMetadataUrls(new URL(server.origin));
  return (await findMetadata(urls, 'authorization_endpoint', wire)).found !== null;
}

async function getJson(
  url: URL,
  wire: Wire,
): Promise<{ body: Readonly<Record<string, unknown>> | null; outcome: string }> {
  const headers = { accept: 'application/json' };
  const opened = await open({ url, method: 'GET', headers, body: null }, wire);
  if (opened.kind === 'failed') return { body: null, outcome: opened.failure.evidence };
  if (opened.kind === 'redirect') return { body: null, outcome: `HTTP ${opened.status}` };
  const { response } = opened;
  try {
    const text = await readText(response, METADATA_LIMIT);
    if (!response.ok) return { body: null, outcome: `HTTP ${response.status}` };
    const value: unknown = JSON.parse(text);
    return isRecord(value)
      ? { body: value, outcome: `HTTP ${response.status}` }
      : { body: null, outcome: 'not a JSON object' };
  } catch {
    return { body: null, outcome: response.ok ? 'not JSON' : `HTTP ${response.status}` };
  }
}
