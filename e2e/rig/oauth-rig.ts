import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAuthServer, json } from './auth-server.ts';
import { createProtectedServer } from './mcp-server.ts';
import { createRigLog } from './rig-options.ts';
import type { RigLog, RigOptions } from './rig-options.ts';

export type { RigEvent, RigOptions } from './rig-options.ts';

/** A sign-in service and a protected MCP server on loopback, for as long as a test wants them. */
export interface Rig {
  readonly mcpUrl: string;
  readonly issuer: string;
  readonly protectedResourceMetadata: string;
  /** Live: a change counts from the next request on. */
  readonly options: RigOptions;
  readonly log: RigLog;
  /** Refresh tokens a thief could still use. */
  openGrants(): number;
  registeredClients(): number;
  /** Forgets clients, grants and tokens; the address and the signing key stay. */
  restartAuthServer(): void;
  /** The sign-in service stops answering (connection refused) until `resumeAuthServer`. */
  stopAuthServer(): Promise<void>;
  resumeAuthServer(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOAuthRig(options: RigOptions = {}): Promise<Rig> {
  const log = createRigLog();
  const mcpServer = createServer();
  const mcpOrigin = `http://127.0.0.1:${await listen(mcpServer, 0)}`;
  const ownAuthServer = options.sameOrigin === true ? null : createServer();
  const authPort = ownAuthServer === null ? 0 : await listen(ownAuthServer, 0);
  const authOrigin = ownAuthServer === null ? mcpOrigin : `http://127.0.0.1:${authPort}`;
  const auth = createAuthServer(`${authOrigin}${options.issuerPath ?? ''}`, options, log);
  const mcp = createProtectedServer({
    url: `${mcpOrigin}/mcp`,
    issuer: auth.issuer,
    signingKey: auth.signingKey,
    introspect: (accessToken) => auth.store().introspect(accessToken),
    options,
    log,
  });

  ownAuthServer?.on('request', (request, response) => {
    auth.handle(request, response).then(
      (handled) => handled || json(response, 404, { error: 'not_found' }),
      (error: unknown) => json(response, 500, { error: String(error) }),
    );
  });
  mcpServer.on('request', (request, response) => {
    const path = new URL(request.url ?? '/', mcpOrigin).pathname;
    const isOwn = path === '/mcp' || path.startsWith('/.well-known/oauth-protected-resource');
    const first = ownAuthServer === null && !isOwn ? auth.handle(request, response) : Promise.resolve(false);
    first
      .then((handled) =>
        handled
          ? undefined
          : mcp.handle(
              Object.assign(request, { method: request.method ?? '', url: request.url ?? '/' }),
              response,
            ),
      )
      .catch((error: unknown) => json(response, 500, { error: String(error) }));
  });

  return {
    mcpUrl: `${mcpOrigin}/mcp`,
    issuer: auth.issuer,
    protectedResourceMetadata: `${mcpOrigin}/.well-known/oauth-protected-resource/mcp`,
    options,
    log,
    openGrants: () => auth.store().liveRefreshTokens(),
    registeredClients: () => auth.store().clients(),
    restartAuthServer: () => auth.forget(),
    stopAuthServer: () => (ownAuthServer === null ? Promise.resolve() : close(ownAuthServer)),
    resumeAuthServer: async () => {
      if (ownAuthServer?.listening === false) await listen(ownAuthServer, authPort);
    },
    async stop() {
      await mcp.close();
      await Promise.all([close(mcpServer), ownAuthServer === null ? undefined : close(ownAuthServer)]);
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** `node e2e/rig/oauth-rig.ts '{"accessTokenTtl":5}'` prints the addresses as JSON and runs until stopped. */
if (import.meta.main) {
  const rig = await startOAuthRig(JSON.parse(process.argv[2] ?? '{}') as RigOptions);
  const { mcpUrl, issuer, protectedResourceMetadata } = rig;
  console.log(JSON.stringify({ mcpUrl, issuer, protectedResourceMetadata }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void rig.stop());
}
