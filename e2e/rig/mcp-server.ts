import { createPublicKey, verify } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { json, readBody } from './auth-server.ts';
import type { SigningKey } from './auth-provider.ts';
import type { AuthStore } from './auth-store.ts';
import type { RigLog, RigOptions } from './rig-options.ts';

interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  readonly exp: number;
  readonly scope: string;
  readonly client_id: string;
}

/** Node types both as optional; on a server's request they are always there. */
type ServerRequest = IncomingMessage & { method: string; url: string };

export interface ProtectedServer {
  handle(request: ServerRequest, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

const PRM = '/.well-known/oauth-protected-resource';

/** A dual-era MCP server (2026-07-28 and before) behind a bearer check. */
export function createProtectedServer(settings: {
  url: string;
  issuer: string;
  signingKey: SigningKey;
  introspect: AuthStore['introspect'];
  options: RigOptions;
  log: RigLog;
}): ProtectedServer {
  const { url, issuer, signingKey, introspect, options, log } = settings;
  const { origin, pathname } = new URL(url);
  const handler = createMcpHandler(({ authInfo }) => buildServer(authInfo?.extra?.['sub']));
  const serve = toNodeHandler(handler);

  function challenge(response: ServerResponse, status: number, fields: Record<string, string>): void {
    const announced = !options.noPrm && !options.prmRootOnly && !options.prmNoHeader && !options.open;
    const all = announced ? { ...fields, resource_metadata: `${origin}${PRM}${pathname}` } : fields;
    const bearer = `Bearer ${Object.entries(all)
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')}`.trimEnd();
    const before = options.manySchemes ? 'Negotiate, Basic realm="rig, with a comma", ' : '';
    response.setHeader('www-authenticate', before + bearer);
    json(response, status, { error: fields['error'] ?? 'unauthorized' });
    log.add('mcp-refused', { status, error: fields['error'] });
  }

  function protectedResource(path: string, response: ServerResponse): boolean {
    const atPath = path === `${PRM}${pathname}` && options.prmRootOnly !== true;
    const atRoot = path === PRM && options.prmRootOnly === true;
    if (options.noPrm || options.open || !(atPath || atRoot)) return false;
    if (options.prm500) {
      json(response, 500, { error: 'server_error' });
      return true;
    }
    json(response, 200, {
      resource: options.prmResource ?? url,
      authorization_servers: options.prmIssuers ?? [...(options.deadIssuers ?? []), issuer],
      scopes_supported: options.prmScopes ?? ['mcp:tools'],
      bearer_methods_supported: ['header'],
      resource_documentation: options.prmDocumentation,
    });
    return true;
  }

  async function handle(request: ServerRequest, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', origin).pathname;
    if (protectedResource(path, response)) return;
    if (path !== pathname) return json(response, 404, { error: 'not_found' });
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (options.mcpStatus !== undefined) {
      response.setHeader('retry-after', '30');
      return json(response, options.mcpStatus, { error: 'not_now' });
    }
    const claims = token === undefined ? null : claimsOf(token);
    const needsToken = !options.open && !(options.authOptional && token === undefined);
    if (needsToken && token === undefined) {
      return challenge(response, 401, options.challengeScope ? { scope: options.challengeScope } : {});
    }
    if (needsToken && options.rejectTokens !== undefined) {
      return challenge(response, 401, { error: 'invalid_token', error_description: options.rejectTokens });
    }
    if (needsToken && claims === null) return challenge(response, 401, { error: 'invalid_token' });
    const text = request.method === 'POST' ? await readBody(request) : '';
    const body = parse(text);
    const method = (body as { method?: unknown } | undefined)?.method;
    if (options.insufficientScope && method === 'tools/call' && !claims?.scope.includes('mcp:write')) {
      return challenge(response, 403, { error: 'insufficient_scope', scope: 'mcp:write' });
    }
    log.add('mcp', { method, signedIn: String(claims !== null) });
    if (claims === null) return serve(request, response, body);
    return serve(Object.assign(request, { auth: toAuthInfo(token ?? '', claims) }), response, body);
  }

  function claimsOf(token: string): Claims | null {
    if (token.includes('.')) return verifyToken(token, { issuer, audience: url, signingKey });
    const { aud, scope = '', clientId = '', accountId = '', exp = 0 } = introspect(token) ?? {};
    return aud === url ? { iss: issuer, sub: accountId, aud, exp, scope, client_id: clientId } : null;
  }

  return { handle, close: () => handler.close() };
}

function buildServer(subject: unknown): McpServer {
  const server = new McpServer({ name: 'rig', version: '1.0.0' });
  server.registerTool(
    'echo',
    { description: 'Says it back.', inputSchema: z.object({ text: z.string() }) },
    async ({ text }) => ({ content: [{ type: 'text', text }] }),
  );
  server.registerTool('whoami', { description: 'Who is signed in.' }, async () => ({
    content: [{ type: 'text', text: typeof subject === 'string' ? subject : 'nobody' }],
  }));
  return server;
}

function toAuthInfo(token: string, claims: Claims) {
  return {
    token,
    clientId: claims.client_id,
    scopes: claims.scope.split(' '),
    expiresAt: claims.exp,
    extra: { sub: claims.sub },
  };
}

function verifyToken(
  token: string,
  expected: { issuer: string; audience: string; signingKey: SigningKey },
): Claims | null {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const key = createPublicKey({ key: expected.signingKey, format: 'jwk' });
  const genuine = verify(
    'RSA-SHA256',
    Buffer.from(`${header}.${payload}`),
    key,
    Buffer.from(signature, 'base64url'),
  );
  if (!genuine) return null;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
  const usable = claims.iss === expected.issuer && claims.aud === expected.audience;
  return usable && claims.exp > Date.now() / 1000 ? claims : null;
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
