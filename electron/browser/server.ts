import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { Core } from '../core/core.ts';
import { handleRequest } from './http-handler.ts';
import { createSessions } from './session.ts';
import { attachBridge } from './socket.ts';

const REQUEST_TIMEOUT_MS = 10_000;
const HEARTBEAT_MS = 30_000;

export interface BrowserHost {
  /** Link with the first one-time token in its fragment. Valid for one browser, for ten minutes. */
  readonly url: string;
  readonly port: number;
  /** Another link of the same kind. */
  newLink(): string;
  /** Ends the server and all windows; the core stays with its owner. */
  close(): Promise<void>;
}

/**
 * Serves the window to the person's own browser, on 127.0.0.1 only. Port 0 (the default) takes a free one.
 * NotInstalled when the window's files are not built; InvalidRequest when the port cannot be had.
 */
export async function serveBrowserHost(options: {
  core: Core;
  rendererDir: string;
  port?: number;
  now?: () => number;
  heartbeatMs?: number;
  onBug?: (error: unknown) => void;
}): Promise<Result<BrowserHost>> {
  const { core, rendererDir } = options;
  const onBug = options.onBug ?? (() => undefined);
  try {
    await access(join(rendererDir, 'index.html'));
  } catch {
    return fail('NotInstalled', 'The window of MCP Tray is not built.', {
      next: 'Run "npm run build" in its folder, then try again.',
    });
  }

  const sessions = createSessions({ now: options.now ?? Date.now });
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
  server.listen(options.port ?? 0, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return fail('InvalidRequest', `Port ${options.port ?? 0} on this computer cannot be used.`, {
      next: 'Choose another with --port, or leave it out.',
    });
  }
  const { port } = server.address() as AddressInfo;

  server.on('request', (request, response) => {
    handleRequest(request, response, { port, rendererDir, sessions }).catch((error: unknown) => {
      // The browser went away in the middle of a request; anything else is a bug to be told.
      if (!request.destroyed && !response.destroyed) onBug(error);
      response.destroy();
    });
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  const detachBridge = attachBridge(server, {
    core,
    port,
    sessions,
    onBug,
    heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
  });
  const newLink = (): string => `http://127.0.0.1:${port}/#t=${sessions.issueToken()}`;

  return ok({
    url: newLink(),
    port,
    newLink,
    async close() {
      detachBridge();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}
