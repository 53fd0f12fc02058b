import { isLoopbackHost } from '../add/loopback-host.ts';
import type { Stage } from './diagnose.ts';
import type { Wire } from './exchange.ts';
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
  options: { challenge: AuthChallenge | null; signInWanted: boolean; wire: Wire },
): Promise<readonly Stage[]> {
  const { challenge, signInWanted, wire } = options;
  const named = challenge?.resourceMetadata ?? null;
  const announced = named !== null && mayAsk(named, server) ? [named] : [];
  const places = new Set([...announced, ...resourceMetadataUrls(server)]);
  const search = await findMetadata([...places], 'resource', wire);
  const issuers = search.found === null ? [server.origin] : issuersOf(search.found);
  const stages = [resourceStage(search.found, search.attempts, { server, signInWanted })];
  if (search.found === null && !signInWanted) return stages;
  if (issuers.length === 0) {
    stages.push({
      name: ISSUER,
      state: 'failed',
      text: 'The metadata names no sign-in service.',
      next: 'Ask whoever runs the server to add “authorization_servers”.',
    });
    return stages;
  }
  for (const issuer of issuers.slice(0, MOST_ISSUERS)) {
    const stage = await issuerStage(issuer, { server, isGuess: search.found === null, wire });
    stages.push(stage);
    if (stage.state === 'ok') break;
  }
  return stages;
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
): Promise<Stage> {
  const shown = quote(issuer, 120);
  if (!mayAsk(issuer, server)) {
    return {
      name: ISSUER,
      state: 'failed',
      text: `“${shown}” is not a safe address (https is required).`,
      next: 'Ask whoever runs the server to use https for its sign-in service.',
    };
  }
  const { found, attempts } = await findMetadata(issuerMetadataUrls(new URL(issuer)), 'issuer', wire);
  if (found === null) {
    return {
      name: ISSUER,
      state: 'failed',
      text: `${isGuess ? 'There is none' : `${shown} does not say how to sign in`} (${tried(attempts)}).`,
      next: 'Ask whoever runs the sign-in service.',
    };
  }
  const own = String(found.body['issuer']);
  if (!isGuess && own !== issuer) {
    return {
      name: ISSUER,
      state: 'failed',
      text: `The server names “${shown}”, but the service calls itself “${quote(own, 120)}”.`,
      next: 'Ask whoever runs the server to make both the same, to the letter.',
    };
  }
  return judged(own, found.body);
}

function judged(issuer: string, body: Readonly<Record<string, unknown>>): Stage {
  const pkce = body['code_challenge_methods_supported'];
  if (!Array.isArray(pkce) || !pkce.includes('S256')) {
    return {
      name: ISSUER,
      state: 'failed',
      text: `${quote(issuer, 120)} does not offer PKCE with S256, which MCP requires.`,
      next: 'Ask whoever runs the sign-in service to enable it.',
    };
  }
  const registers = typeof body['registration_endpoint'] === 'string';
  const takesDocuments = body['client_id_metadata_document_supported'] === true;
  const canRegister = registers || takesDocuments;
  return {
    name: ISSUER,
    state: canRegister ? 'ok' : 'info',
    text: `${quote(issuer, 120)} answers; ${canRegister ? 'apps may register themselves' : 'apps need a fixed client ID'}.`,
    next: canRegister ? null : 'Ask whoever runs the server for a client ID.',
  };
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
