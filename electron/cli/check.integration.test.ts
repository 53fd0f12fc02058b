import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScratchHome } from './test-support/cli-process.ts';
import { scratchHome } from './test-support/cli-process.ts';
import { CODEX_FILE } from './test-support/scratch-clients.ts';

let scratch: ScratchHome;
let server: Server;
let port = 0;

beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume();
    if (request.url === '/mcp') {
      response.setHeader('WWW-Authenticate', 'Bearer error="invalid_token"');
      response.writeHead(401).end();
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  scratch = await scratchHome();
  const marker = join(scratch.home, 'started');
  await scratch.write(
    CODEX_FILE,
    `[mcp_servers.asks]
url = "http://127.0.0.1:${port}/mcp"

[mcp_servers.gone]
url = "http://127.0.0.1:1/mcp"

[mcp_servers.program]
command = "/bin/sh"
args = ["-c", "touch ${marker}; exit 3"]
`,
  );
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await scratch.remove();
});

test('a server that asks for a sign-in ends with 7 and tells both facts', async () => {
  const { exitCode, out } = await scratch.run(['check', 'asks', '--json']);
  expect(JSON.parse(out)).toMatchObject({
    schema: 1,
    ref: 'codex:user:asks',
    connection: { state: 'needs-auth', checkedAt: expect.any(Number) },
    auth: { state: expect.any(String) },
  });
  expect(exitCode).toBe(7);
});

test('a server that does not answer ends with 1 and says so', async () => {
  const { exitCode, out } = await scratch.run(['check', 'gone', '--json']);
  expect(JSON.parse(out)).toMatchObject({ connection: { state: 'unreachable' } });
  expect(exitCode).toBe(1);
  expect((await scratch.run(['check', 'gone'])).out).toContain('Unreachable');
});

test('a program is started only with --start', async () => {
  const without = await scratch.run(['check', '--all', '--json']);
  const { entries } = JSON.parse(without.out) as {
    entries: { name: string; connection: { state: string } }[];
  };
  expect(entries.find((entry) => entry.name === 'program')?.connection.state).toBe('skipped');
  await expect(access(join(scratch.home, 'started'))).rejects.toThrow('ENOENT');
  const started = await scratch.run(['check', 'program', '--start', '--json']);
  expect(JSON.parse(started.out)).toMatchObject({ connection: { state: 'process-error' } });
  expect(started.exitCode).toBe(1);
  await access(join(scratch.home, 'started'));
});

test('doctor tells the stages and ends with 1 when one failed', async () => {
  const { exitCode, out } = await scratch.run(['doctor', 'gone', '--json']);
  const { stages } = JSON.parse(out) as { stages: { state: string }[] };
  expect(stages.map((stage) => stage.state)).toContain('failed');
  expect(exitCode).toBe(1);
});

test('a local program has no sign-in: login and logout end with 6', async () => {
  expect((await scratch.run(['login', 'program'])).exitCode).toBe(6);
  expect((await scratch.run(['logout', 'program'])).exitCode).toBe(6);
});

// Linux reaches its keychain over the session bus, which this environment does not name.
test.runIf(process.platform === 'linux')(
  'our own sign-in without a keychain ends with 8 and opens nothing',
  async () => {
    const { exitCode, err } = await scratch.run(['login', 'asks', '--own', '--json']);
    expect(JSON.parse(err)).toMatchObject({ error: { code: expect.stringMatching(/^Keychain/) } });
    expect(exitCode).toBe(8);
  },
);
