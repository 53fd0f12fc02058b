import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { startKeyring } from '../../e2e/rig/keyring.ts';
import type { Keyring } from '../../e2e/rig/keyring.ts';
import { startOAuthRig } from '../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../e2e/rig/oauth-rig.ts';
import { scratchHome } from './test-support/cli-process.ts';
import type { ScratchHome } from './test-support/cli-process.ts';

/** Every secret of this test begins with it, and goes on with where it was put. */
const PLANTED = 'Pl4ntedZq7';
const at = (place: string): string => `${PLANTED}${place}0x9k`;
/** The rig's access tokens are JWTs. */
const JWT = /eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/;

/** Tells all it knows: on stderr, in its tools' answers, and when it ends. */
const CHATTY = `
import { createInterface } from 'node:readline';
const token = process.env.API_TOKEN ?? '';
console.error('starting with token=' + token + ' and ' + JSON.stringify(process.argv));
const send = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
if (process.argv.includes('--dies')) { console.error('Authorization: Bearer ' + token); process.exit(3); }
process.stdin.on('end', () => process.exit(0));
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  if (method === 'initialize') send(id, { protocolVersion: '2025-11-25', capabilities: { tools: {} } });
  if (method === 'tools/list') send(id, { tools: [{ name: 'whoami', description: 'token ' + token, inputSchema: { type: 'object', description: token, properties: { [token]: {} } } }] });
  if (method === 'tools/call') send(id, { content: [{ type: 'text', text: JSON.stringify({ access_token: token }) }] });
});
`;

let keyring: Keyring;
let scratch: ScratchHome;
let rig: Rig;
let echo: Server;
/** Files with secrets that are there before anything is done. */
let planted: ReadonlySet<string>;

beforeAll(async () => {
  keyring = await startKeyring();
  // Answers every request with an error that repeats all of it.
  echo = createServer((request, response) => {
    response.writeHead(500, { 'content-type': 'application/json', 'x-echo': request.url ?? '' });
    response.end(JSON.stringify({ error: 'no', url: request.url, headers: request.headers }));
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
});
afterAll(async () => {
  echo.close();
  await keyring.stop();
});

beforeEach(async () => {
  const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
  scratch = await scratchHome({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
  rig = await startOAuthRig();
  const follow = fileURLToPath(new URL('../../e2e/rig/fake-browser.ts', import.meta.url));
  const browser = await scratch.write(
    'browser.sh',
    `#!/bin/sh\nexec "${process.execPath}" "${follow}" "$1" >/dev/null 2>&1\n`,
  );
  await chmod(browser, 0o755);
  scratch.vars['BROWSER'] = browser;
  const chatty = await scratch.write('chatty.mjs', CHATTY);
  const echoUrl = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  const record = (name: string) => ({
    accessToken: at(`${name}Access`),
    refreshToken: at(`${name}Refresh`),
    expiresAt: 1,
  });
  const args = (...rest: string[]) => JSON.stringify([chatty, '--api-key', at('Flag'), ...rest]);
  await scratch.write(
    '.codex/config.toml',
    `[mcp_servers.rig]
url = "${rig.mcpUrl}"

[mcp_servers.echo]
url = "${echoUrl}/mcp?api_key=${at('Query')}"
http_headers = { Authorization = "Bearer ${at('Bearer')}", X-Custom-Key = "${at('Header')}" }

[mcp_servers.chatty]
command = ${JSON.stringify(process.execPath)}
args = ${args()}
env = { API_TOKEN = "${at('Env')}", DATABASE_URL = "postgres://me:${at('Userinfo')}@db.test/x" }

[mcp_servers.dies]
command = ${JSON.stringify(process.execPath)}
args = ${args('--dies', `--token=${at('Equals')}`)}
env = { API_TOKEN = "${at('Dies')}" }
`,
  );
  await scratch.write(
    '.cursor/mcp.json',
    JSON.stringify({
      mcpServers: {
        basic: {
          url: `http://me:${at('Password')}@127.0.0.1:9/mcp`,
          headers: { Cookie: `sid=${at('Cookie')}` },
        },
        nested: { url: 'https://nested.test/mcp', auth: { CLIENT_SECRET: at('ClientSecret') } },
      },
    }),
  );
  await scratch.write(
    '.claude/.credentials.json',
    JSON.stringify({
      claudeAiOauth: record('Account'),
      mcpOAuth: {
        'echo|0123456789abcdef': {
          serverName: 'echo',
          serverUrl: `${echoUrl}/mcp`,
          clientId: 'c',
          ...record('Claude'),
        },
      },
    }),
  );
  await scratch.write(
    '.gemini/mcp-oauth-tokens.json',
    JSON.stringify([
      {
        serverName: 'echo',
        mcpServerUrl: `${echoUrl}/mcp`,
        updatedAt: 1,
        token: { tokenType: 'Bearer', ...record('Gemini') },
      },
    ]),
  );
  planted = new Set(await filesWith(PLANTED));
});
afterEach(async () => {
  await rig.stop();
  await scratch.remove();
});

/** Files of the home, relative to it, that hold a text. */
async function filesWith(text: string | RegExp): Promise<readonly string[]> {
  const names = await readdir(scratch.home, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    names.map(async (one) => {
      if (!one.isFile()) return [];
      const path = join(one.parentPath, one.name);
      const content = await readFile(path, 'latin1');
      const holds = typeof text === 'string' ? content.includes(text) : text.test(content);
      return holds ? [relative(scratch.home, path)] : [];
    }),
  );
  return found.flat();
}

/** Looks again and again at the arguments of every program there is, until told to stop; Linux has them in /proc. */
function watchArguments(): () => Promise<readonly string[]> {
  const seen = new Set<string>();
  const watch = { going: process.platform === 'linux' };
  const done = (async () => {
    while (watch.going) {
      for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
        const line = (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
        if (line.includes(PLANTED) || JWT.test(line)) seen.add(line);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  return async () => {
    watch.going = false;
    await done;
    return [...seen];
  };
}

const COMMANDS: readonly string[] = [
  'list',
  'list --json',
  'clients --json',
  'lint',
  'lint --json',
  'lint --fix --dry-run',
  'check --all --start',
  'check --all --start --json',
  'list --json',
  'login codex:user:rig --own',
  'sign-ins',
  'sign-ins --json',
  ...['rig', 'echo', 'chatty', 'dies', 'basic', 'nested'].flatMap((name) => [
    `show ${name}`,
    `show ${name} --json`,
  ]),
  ...['rig', 'echo', 'dies', 'basic'].map((name) => `doctor ${name}`),
  'doctor chatty --json',
  'tools chatty --start',
  'tools chatty --start --json',
  'tools chatty --start --call whoami',
  'tools chatty --start --call whoami --json',
  'tools dies --start',
  'edit chatty --env MODE=fast --dry-run --json',
  'edit chatty --env MODE=fast',
  'copy chatty --to cursor --dry-run',
  'copy echo --to claude-code',
  'rename basic renamed --dry-run',
  'disable chatty',
  'enable chatty',
  'remove dies --dry-run --json',
  'lint codex:user:echo --fix --yes',
  'undo',
  'lint codex:user:echo --fix --yes --json',
  'history',
  'history --json',
  'check codex:user:rig --json',
  'disconnect rig --yes --json',
  'disconnect --stale --yes',
  'nonsense',
];

const DONE: readonly string[] = [
  'login codex:user:rig --own',
  'tools chatty --start --json',
  'tools chatty --start --call whoami --json',
  'edit chatty --env MODE=fast',
  'copy echo --to claude-code',
  'lint codex:user:echo --fix --yes --json',
  'check codex:user:rig --json',
];

test('no secret shows outside of the keychain and the files it stood in', async () => {
  const stop = watchArguments();
  const told: string[] = [];
  const codes = new Map<string, number | null>();
  for (const words of COMMANDS) {
    const { out, err, exitCode } = await scratch.run(words.split(' '));
    codes.set(words, exitCode);
    const text = out + err;
    if (text.includes(PLANTED) || JWT.test(text)) told.push(`${words}: ${text}`);
  }
  expect(told).toEqual([]);
  // What could leak was really done.
  for (const words of DONE) expect([words, codes.get(words)]).toEqual([words, 0]);
  // The programs of the entries get the arguments that stand in the entries; nothing else does.
  const lines = (await stop()).filter((line) => !line.includes('chatty.mjs'));
  expect(lines).toEqual([]);

  const own = /^\.local\/state\/mcp-tray\/(?:history\.json|backups\/)/;
  const elsewhere = (await filesWith(PLANTED)).filter((file) => !planted.has(file) && !own.test(file));
  // The copy went where it was asked to.
  expect(elsewhere).toEqual(['.claude.json']);
  expect(await filesWith(JWT)).toEqual([]);
}, 300_000);
