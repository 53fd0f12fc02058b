import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { OFFLINE, scratchEnv } from './real-clients.ts';

/** Its local web API, below `/api/v2/mcp/`. */
export interface KimiWeb {
  ask<Data>(method: string, path: string, body?: unknown): Promise<KimiAnswer<Data>>;
  stop(): Promise<void>;
}

export interface KimiAnswer<Data> {
  readonly msg: string;
  readonly data: Data | null;
}

const START_MS = 60_000;

/** Kimi Code has no commands for servers; the API of its own web page has. `script`: its program. */
export async function startKimi(
  { home, project }: { readonly home: string; readonly project: string },
  script: string,
): Promise<KimiWeb> {
  const port = await freePort();
  const args = [script, 'web', '--no-open', '--dangerous-bypass-auth', '--port', String(port)];
  const env = scratchEnv(home, OFFLINE);
  const child = spawn(process.execPath, args, { cwd: project, env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  async function ask<Data>(method: string, path: string, body?: unknown): Promise<KimiAnswer<Data>> {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v2/mcp/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return (await answer.json()) as KimiAnswer<Data>;
  }
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      await ask('GET', 'servers');
      return { ask, stop };
    } catch (error) {
      if (Date.now() > deadline || child.exitCode !== null) {
        await stop();
        throw error;
      }
      await delay(300);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
