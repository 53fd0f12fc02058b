import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node';
import { McpServer, createMcpHandler } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { json, readBody } from './auth-server.ts';

export interface TenantServerOptions {
  /** With sessions, without them, or speaking 2026-07-28 alone. */
  era?: 'sessions' | 'sessionless' | 'modern';
  /** Spells the fields of its answers its own way. */
  spell?: (name: string) => string;
  /** More fields, or others, for each tool; null leaves one out. */
  answers?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Milliseconds that `check_auth_status` takes. */
  slow?: number;
  withWhoami?: boolean;
}

interface Person {
  tenantId: string | undefined;
  userCode: string;
  state: 'pending' | 'approved' | 'denied';
}

export interface TenantServer {
  readonly origin: string;
  readonly mcpUrl: string;
  /** May be changed while it runs. */
  readonly options: TenantServerOptions;
  /** Tools that were called, with their arguments. */
  readonly calls: readonly { readonly tool: string; readonly args: unknown; readonly at: number }[];
  /** Sessions that are open now. */
  readonly sessions: () => number;
  readonly begun: () => number;
  /** What the person does on the page where the code is entered. */
  decide(userCode: string, state: 'approved' | 'denied'): void;
  /** It forgets every session, as after a start. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A server that signs people in by tools of its own, as OctoMesh does (octo-mcp-service, `AuthenticationTools.cs`):
 * what `authenticate` began belongs to one session. The page to enter the code approves whatever it is given.
 */
export async function startTenantServer(options: TenantServerOptions = {}): Promise<TenantServer> {
  const calls: { tool: string; args: unknown; at: number }[] = [];
  const people = new Map<string, Person>();
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>();
  let begun = 0;
  let origin = '';

  function decide(userCode: string, state: Person['state']): void {
    for (const person of people.values()) if (person.userCode === userCode) person.state = state;
  }

  const note = (tool: string, args: unknown) => void calls.push({ tool, args, at: Date.now() });

  /** Without sessions all callers are one: so does OctoMesh, under a fixed key. */
  function build(sessionId: () => string | undefined): McpServer {
    const server = new McpServer({ name: 'tenants', version: '1.0.0' });
    const say = (tool: string, fields: Record<string, unknown>) => {
      const all = Object.entries({ ...fields, ...options.answers?.[tool] }).filter(
        ([, value]) => value !== null,
      );
      const spelled = Object.fromEntries(all.map(([name, value]) => [options.spell?.(name) ?? name, value]));
      return { content: [{ type: 'text' as const, text: JSON.stringify(spelled) }] };
    };
    const key = () => sessionId() ?? 'everybody';
    server.registerTool(
      'authenticate',
      { inputSchema: z.object({ tenantId: z.string().optional() }) },
      async (args) => {
        note('authenticate', args);
        const userCode = `CODE-${String(calls.length).padStart(4, '0')}`;
        people.set(key(), { tenantId: args.tenantId, userCode, state: 'pending' });
        const verificationUri = `${origin}/device`;
        return say('authenticate', {
          isSuccess: true,
          isAlreadyAuthenticated: false,
          userCode,
          verificationUri,
          verificationUriComplete: `${verificationUri}?userCode=${userCode}`,
          expiresInSeconds: 900,
        });
      },
    );
    server.registerTool('check_auth_status', {}, async () => {
      note('check_auth_status', {});
      const person = people.get(key());
      await new Promise((resolve) => void setTimeout(resolve, options.slow ?? 0));
      if (person?.state === 'approved') {
        return say('check_auth_status', { isSuccess: true, isAuthenticated: true, expiresInSeconds: 3600 });
      }
      if (person?.state === 'pending') {
        const waiting = { isSuccess: true, isAuthenticated: false, isPending: true };
        return say('check_auth_status', waiting);
      }
      const errorMessage =
        person === undefined
          ? "No pending authentication. Call 'authenticate' first."
          : 'Authentication failed: access_denied - <b>no</b> password=hunter22';
      return say('check_auth_status', { isSuccess: false, isAuthenticated: false, errorMessage });
    });
    server.registerTool('list_things', {}, async () => {
      note('list_things', {});
      const signedIn = people.get(key())?.state === 'approved';
      const refusal = { IsSuccess: false, ErrorMessage: "Not authenticated. Call 'authenticate' first." };
      return say('list_things', signedIn ? { things: ['one', 'two'] } : refusal);
    });
    if (options.withWhoami !== false) {
      server.registerTool('whoami', {}, async () => {
        note('whoami', {});
        const person = people.get(key());
        return say('whoami', {
          isSuccess: true,
          isAuthenticated: person?.state === 'approved',
          userName: 'Ada Lovelace',
          email: 'ada@example.com',
          roles: ['Reader', 'Writer'],
          allowedTenants: [person?.tenantId ?? 'acme'],
        });
      });
    }
    return server;
  }

  const handler = createMcpHandler(() => build(() => undefined), {
    legacy: options.era === 'modern' ? 'reject' : 'stateless',
  });
  const serveStateless = toNodeHandler(handler);

  async function transportFor(sessionId: string | undefined) {
    if (sessionId !== undefined) return sessions.get(sessionId);
    const transport: NodeStreamableHTTPServerTransport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse: true,
      onsessioninitialized(id) {
        begun += 1;
        sessions.set(id, transport);
      },
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await build(() => transport.sessionId).connect(transport);
    return transport;
  }

  const http = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', origin);
      if (url.pathname === '/device') {
        decide(url.searchParams.get('userCode') ?? '', 'approved');
        response.writeHead(200, { 'content-type': 'text/html' }).end('<p>You are signed in.</p>');
        return;
      }
      if (!url.pathname.endsWith('/mcp')) return json(response, 404, { error: 'not_found' });
      const body = request.method === 'POST' ? (JSON.parse(await readBody(request)) as unknown) : undefined;
      if (options.era === 'sessionless' || options.era === 'modern') {
        return serveStateless(
          Object.assign(request, { method: request.method ?? '', url: request.url ?? '' }),
          response,
          body,
        );
      }
      const id = request.headers['mcp-session-id'];
      const isGreeting = (body as { method?: unknown } | undefined)?.method === 'initialize';
      const transport = id === undefined && !isGreeting ? undefined : await transportFor(id?.toString());
      if (transport === undefined) {
        const error = { code: -32_001, message: 'Session not found' };
        return json(response, id === undefined ? 400 : 404, { jsonrpc: '2.0', id: null, error });
      }
      await transport.handleRequest(request, response, body);
    })();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    origin,
    mcpUrl: `${origin}/mcp`,
    options,
    calls,
    sessions: () => sessions.size,
    begun: () => begun,
    decide,
    async forget() {
      people.clear();
      sessions.clear();
    },
    async stop() {
      await handler.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
