import { isLoopbackHost } from '../add/loopback-host.ts';
import type { Stage } from './diagnose.ts';
import type { TokenWanted } from './diagnose-token.ts';
import type { Wire } from './exchange.ts';
import { documentationStages } from './diagnose-documentation.ts';
import { registrationStage, stillCounts } from './diagnose-sign-in.ts';
import type { FailedAttempt } from './diagnose-sign-in.ts';
import { findMetadata, issuerMetadataUrls, resourceMetadataUrls } from './metadata.ts';
import type { MetadataAttempt, MetadataDocument } from './metadata.ts';
import type { AuthChallenge } from './types.ts';
import { quote } from './words.ts';

const RESOURCE = 'Sign-in metadata';
const ISSUER = 'Sign-in service';
const MOST_ISSUERS = 3;

/**
 * Where the server says to sign in (RFC 9728), and whether that service says how (RFC 8414, OpenID discovery).
 * Sends nothing of the person's; asks no unencrypted address but on this computer.
 */
export async function diagnoseMetadata(
  server: URL,
  options: {
    challenge: AuthChallenge | null;
    signInWanted: boolean;
    attempt: FailedAttempt | null;
    wire: Wire;
  },
): Promise<{ readonly stages: readonly Stage[]; readonly wanted: TokenWanted }> {
  const { challenge, signInWanted, wire } = options;
  const named = challenge?.resourceMetadata ?? null;
  const announced = named !== null && mayAsk(named, server) ? [named] : [];
  const places = new Set([...announced, ...resourceMetadataUrls(server)]);
  const search = await findMetadata([...places], 'resource', wire);
  const issuers = search.found === null ? [server.origin] : issuersOf(search.found);
  const resource = search.found?.body['resource'];
  const wanted = {
    issuers: search.found === null ? [] : issuers,
    resources: [...new Set([...(typeof resource === 'string' ? [resource] : []), server.href])],
  };
  const attempt = stillCounts(options.attempt, wanted.issuers);
  const first = resourceStage(search.found, search.attempts, { server, signInWanted });
  const service =
    search.found === null && !signInWanted
      ? { stages: registrationStage(null, attempt), body: null }
      : await serviceStages(issuers, { server, isGuess: search.found === null, attempt, wire });
  const pages = documentationStages({
    server: search.found?.body['resource_documentation'],
    service: service.body?.['service_documentation'],
  });
  return { stages: [first, ...service.stages, ...pages], wanted };
}

async function serviceStages(
  issuers: readonly string[],
  options: { server: URL; isGuess: boolean; attempt: FailedAttempt | null; wire: Wire },
): Promise<{ readonly stages: readonly Stage[]; readonly body: MetadataDocument['body'] | null }> {
  const { attempt } = options;
  const stages: Stage[] = [];
  if (issuers.length === 0) {
    const next = 'Ask whoever runs the server to add “authorization_servers”.';
    const text = 'The metadata names no sign-in service.';
    return { stages: [{ name: ISSUER, state: 'failed', text, next }], body: null };
  }
  for (const issuer of issuers.slice(0, MOST_ISSUERS)) {
    const { stage, body } = await issuerStage(issuer, options);
    stages.push(stage);
    if (body === null) continue;
    const registers = typeof body['registration_endpoint'] === 'string';
    const takesDocuments = body['client_id_metadata_document_supported'] === true;
    return { stages: [...stages, ...registrationStage({ registers, takesDocuments }, attempt)], body };
  }
  return { stages: [...stages, ...registrationStage(null, attempt)], body: null };
}

function resourceStage(
  found: MetadataDocument | null,
  attempts: readonly MetadataAttempt[],
  { server, signInWanted }: { server: URL; signInWanted: boolean },
): Stage {
  if (found === null) {
    return {
      name: RESOURCE,
      state: signInWanted ? 'failed' : 'info',
      text: `The server publishes none (${tried(attempts)}).`,
      next: signInWanted
        ? 'Ask whoever runs the server to enable sign-in, or for a token to put in a header.'
        : null,
    };
  }
  const resource = String(found.body['resource']);
  if (!covers(resource, server)) {
    return {
      name: RESOURCE,
      state: 'failed',
      text: `The metadata is for another address (“${quote(resource, 120)}”).`,
      next: 'Use that address if it is the same server, or ask whoever runs it to correct its metadata.',
    };
  }
  return { name: RESOURCE, state: 'ok', text: `Published at ${found.url}.`, next: null };
}

async function issuerStage(
  issuer: string,
  { server, isGuess, wire }: { server: URL; isGuess: boolean; wire: Wire },
): Promise<{ stage: Stage; body: Readonly<Record<string, unknown>> | null }> {
  const failed = (text: string, next: string) => ({
    stage: { name: ISSUER, state: 'failed' as const, text, next },
    body: null,
  });
  const shown = quote(issuer, 120);
  if (!mayAsk(issuer, server)) {
    return failed(
      `“${shown}” is not a safe address (https is required).`,
      'Ask whoever runs the server to use https for its sign-in service.',
    );
  }
  const { found, attempts } = await findMetadata(issuerMetadataUrls(new URL(issuer)), 'issuer', wire);
  if (found === null) {
    return failed(
      `${isGuess ? 'There is none' : `${shown} does not say how to sign in`} (${tried(attempts)}).`,
      'Ask whoever runs the server whether its sign-in, or its connector, is enabled.',
    );
  }
  const own = String(found.body['issuer']);
  if (!isGuess && own !== issuer) {
    return failed(
      `The server names “${shown}”, but the service calls itself “${quote(own, 120)}”.`,
      'Ask whoever runs the server to make both the same, to the letter.',
    );
  }
  const pkce = found.body['code_challenge_methods_supported'];
  if (!Array.isArray(pkce) || !pkce.includes('S256')) {
    return failed(
      `${shown} does not offer PKCE with S256, which MCP requires.`,
      'Ask whoever runs the sign-in service to enable it.',
    );
  }
  const stage = { name: ISSUER, state: 'ok' as const, text: `${shown} answers.`, next: null };
  return { stage, body: found.body };
}

/** A server on the network must not make us ask unencrypted addresses, such as services on this computer. */
function mayAsk(address: string, server: URL): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  return (
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && isLoopbackHost(url.hostname) && isLoopbackHost(server.hostname))
  );
}

/** The resource is the address itself or a parent of it (RFC 9728 3.3, as clients apply it). */
function covers(resource: string, server: URL): boolean {
  if (!URL.canParse(resource)) return false;
  const { origin, pathname } = new URL(resource);
  const base = pathname.replace(/\/$/, '');
  const path = server.pathname.replace(/\/$/, '');
  return origin === server.origin && (path === base || path.startsWith(`${base}/`));
}

function issuersOf({ body }: MetadataDocument): readonly string[] {
  const servers = body['authorization_servers'];
  return Array.isArray(servers) ? servers.filter((item): item is string => typeof item === 'string') : [];
}

function tried(attempts: readonly MetadataAttempt[]): string {
  return attempts
    .slice(0, 4)
    .map(({ url, outcome }) => `${quote(url, 140)}: ${outcome}`)
    .join('; ');
}
