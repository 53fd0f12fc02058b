import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { makeCertificate } from '../../electron/core/connections/test-support/certificate.ts';
import {
  json,
  result,
  rpcError,
  serve,
  serveTcp,
} from '../../electron/core/connections/test-support/loopback.ts';
import type { LoopbackServer, TestRequest } from '../../electron/core/connections/test-support/loopback.ts';
import { startOAuthRig } from './oauth-rig.ts';
import type { Rig, RigOptions } from './oauth-rig.ts';

/**
 * A person's computer on which every state of the model (`shared/domain.ts`) has a real server, file or program
 * behind it. The name of a server says what it is an example of.
 */
export interface StateServers {
  /** Codex keeps its sign-ins in a file here, Gemini CLI always does. By path below the home. */
  readonly files: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  /** Where MCP Tray is to sign in, before `afterSignIn`; the last two are refused. */
  readonly signIns: readonly string[];
  /** What happens at the services afterwards: they forget, break down, are slow. Then waits for tokens to end. */
  afterSignIn(): Promise<void>;
  rig(name: string): Rig;
  stop(): Promise<void>;
}

/** Seconds; ended before the list is looked at. */
const BRIEF = { accessTokenTtl: 2 };
const HOUR = 3_600_000;

const SIGNED_IN: Readonly<Record<string, RigOptions>> = {
  'ours-signed-in': {},
  'ours-ends-soon': { accessTokenTtl: 240, noRefreshToken: true },
  'ours-renewable': BRIEF,
  'ours-renewing': BRIEF,
  'ours-renewal-fails': BRIEF,
  'ours-expired': { ...BRIEF, noRefreshToken: true },
  'ours-ended-there': BRIEF,
  'ours-for-another': { tokenAudience: 'account' },
  'ours-wants-more': { insufficientScope: true },
  'app-refused': { dcr403: true },
  'app-unknown': { noDcr: true },
};

const RIGS: Readonly<Record<string, RigOptions>> = {
  ...SIGNED_IN,
  open: { open: true },
  optional: { authOptional: true },
  'needs-sign-in': {},
  'token-in-file': { open: true },
  'token-refused': {},
  'token-variable': { open: true },
  'too-many': { mcpStatus: 429 },
  'server-fails': { mcpStatus: 503 },
  'codex-wants': {},
};

export async function startStateServers(): Promise<StateServers> {
  const rigs = new Map<string, Rig>();
  for (const [name, options] of Object.entries(RIGS)) rigs.set(name, await startOAuthRig({ ...options }));
  const rig = (name: string): Rig => {
    const found = rigs.get(name);
    if (found === undefined) throw new Error(`No rig is called ${name}`);
    return found;
  };
  const others = await otherServers();
  const urls = new Map([...[...rigs].map(([name, { mcpUrl }]) => [name, mcpUrl] as const), ...others.urls]);
  const codex = [...urls].map(([name, url]) => `[mcp_servers.${name}]\nurl = "${url}"\n${MORE[name] ?? ''}`);
  return {
    files: {
      '.codex/config.toml': ['mcp_oauth_credentials_store = "file"\n', ...codex, PROGRAMS].join('\n'),
      ...geminiFiles(rig('codex-wants').mcpUrl),
    },
    vars: { STATE_TOKEN: 'from-the-environment' },
    signIns: Object.keys(SIGNED_IN),
    async afterSignIn() {
      rig('ours-ended-there').restartAuthServer();
      rig('ours-renewal-fails').options.tokenStatus = 503;
      rig('ours-renewing').options.slowAnswer = 1000;
      await delay(BRIEF.accessTokenTtl * 1000 + 100);
    },
    rig,
    async stop() {
      await Promise.all([...rigs.values()].map((one) => one.stop()));
      for (const server of others.running) await server.close();
    },
  };
}

/** Fixed tokens; the one that is accepted does not need to be a real one. */
const MORE: Readonly<Record<string, string>> = {
  'token-in-file': 'http_headers = { Authorization = "Bearer not-asked-for" }\n',
  'token-refused': 'http_headers = { Authorization = "Bearer made-up" }\n',
  'token-variable': 'bearer_token_env_var = "STATE_TOKEN"\n',
  'no-variable': 'bearer_token_env_var = "STATE_TOKEN_NOT_SET"\n',
};

const PROGRAMS = `[mcp_servers.program]\ncommand = "/bin/false"\n`;

const ago = (hours: number) => new Date(Date.now() - hours * HOUR);

async function otherServers(): Promise<{
  urls: ReadonlyMap<string, string>;
  running: readonly LoopbackServer[];
}> {
  const running: LoopbackServer[] = [];
  const add = async (server: Promise<LoopbackServer>): Promise<string> => {
    running.push(await server);
    return `${(await server).origin}/mcp`;
  };
  const status = (code: number, headers: Record<string, string>, body: string) =>
    add(serve((_request, response) => void response.writeHead(code, headers).end(body)));
  const secure = (options: Parameters<typeof makeCertificate>[0]) =>
    add(serve((_request, response) => json(response, 404, {}), makeCertificate(options)));
  const challenge = 'Bearer error="insufficient_scope", scope="rows:write"';
  return {
    urls: new Map([
      ['own-tools', await add(serve(sessionServer))],
      ['not-permitted', await status(403, { 'content-type': 'application/json' }, '{"message":"no"}')],
      ['wants-more', await status(403, { 'www-authenticate': challenge }, '{}')],
      ['not-mcp', await status(200, { 'content-type': 'text/html' }, '<h1>Wiki</h1>')],
      ['nobody-there', `http://127.0.0.1:${await closedPort()}/mcp`],
      ['silent', await add(serveTcp(() => undefined))],
      ['self-signed', await secure({ host: '127.0.0.1' })],
      ['cert-expired', await secure({ host: '127.0.0.1', from: ago(48), until: ago(24) })],
      ['cert-elsewhere', await secure({ host: 'elsewhere.example' })],
      ['no-variable', 'http://127.0.0.1:9/mcp'],
    ]),
    running,
  };
}

/** Signs people in by tools of its own, as OctoMesh does. */
function sessionServer(request: TestRequest, response: Parameters<typeof json>[0]): void {
  const { id, method } = request.body ?? {};
  if (method === 'initialize') {
    return result(response, request, { protocolVersion: '2025-06-18', capabilities: { tools: {} } });
  }
  if (method === 'tools/list') {
    const names = ['authenticate', 'check_auth_status'];
    return result(response, request, {
      tools: names.map((name) => ({ name, inputSchema: { type: 'object' } })),
    });
  }
  if (method?.startsWith('notifications/')) return void response.writeHead(202).end();
  if (method === undefined) return json(response, 404, {});
  rpcError(response, 400, { code: -32601, message: 'no such method' }, id);
}

/** A client's own sign-ins: one that holds, one that ends in four minutes, one that has ended. */
function geminiFiles(url: string): Readonly<Record<string, string>> {
  const ends: Readonly<Record<string, { expiresAt: number; refreshToken?: string }>> = {
    'client-signed-in': { expiresAt: Date.now() + HOUR, refreshToken: 'state-refresh' },
    'client-ends-soon': { expiresAt: Date.now() + 4 * 60_000 },
    'client-expired': { expiresAt: Date.now() - HOUR },
  };
  const address = (name: string): string => `${url}?client=${name}`;
  const servers = Object.keys(ends).map((name) => [name, { httpUrl: address(name) }] as const);
  const tokens = Object.entries(ends).map(([name, token]) => ({
    serverName: name,
    mcpServerUrl: address(name),
    updatedAt: Date.now(),
    token: { tokenType: 'Bearer', accessToken: `state-access-${name}`, ...token },
  }));
  return {
    '.gemini/settings.json': JSON.stringify({ mcpServers: Object.fromEntries(servers) }),
    '.gemini/mcp-oauth-tokens.json': JSON.stringify(tokens),
  };
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
