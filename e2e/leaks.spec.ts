import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { expect, test } from './app.ts';
import type { App } from './app.ts';
import { filesWith, pageHolds, secretsIn, watchPrograms } from './leak-search.ts';
import { CLI } from './machine.ts';
import type { Machine } from './machine.ts';
import { dialog, goTo, row, showDetails } from './page-parts.ts';
import { enterDeviceCode } from './rig/fake-browser.ts';
import { startOAuthRig } from './rig/oauth-rig.ts';
import type { Rig } from './rig/oauth-rig.ts';
import { realClients, scratchEnv } from './rig/real-clients.ts';

/** In files before anything is done; each says where. Of no known shape, so that only care can hide them. */
const planted = (place: string): string => `zq7planted/${place}+0x9k4711`;
const HEADER = planted('header');
const QUERY = 'zq7plantedquery0x9k4711';
const ENV = planted('env');
const FLAG = planted('flag');
const COPIED = planted('copied');
const TYPED = planted('typed');
const CLIENT_SECRET = 'zq7 client secret/with+odd%chars';

const GIVEN = {
  client_id: 'given-app',
  client_secret: CLIENT_SECRET,
  redirect_uris: ['http://127.0.0.1/callback'],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  token_endpoint_auth_method: 'client_secret_basic',
  application_type: 'native',
};

/** Tells all it knows: on stderr, in its tools and their answers. */
const CHATTY = `
import { createInterface } from 'node:readline';
const { API_TOKEN: token = '' } = process.env;
console.error('I start with ' + token + ' and ' + JSON.stringify(process.argv));
const send = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
process.stdin.on('end', () => process.exit(0));
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  const said = 'it is ' + token + ' ' + process.argv.join(' ');
  if (method === 'initialize') send(id, { protocolVersion: '2025-11-25', capabilities: { tools: {} } });
  if (method === 'tools/list') send(id, { tools: [{ name: 'whoami', description: said, inputSchema: { type: 'object' } }] });
  if (method === 'tools/call') send(id, { content: [{ type: 'text', text: said }] });
});
`;

let life: Rig;
let given: Rig;
let echo: Server;

test.beforeEach(async () => {
  [life, given] = await Promise.all([
    startOAuthRig({ opaque: true }),
    startOAuthRig({ noDcr: true, clients: [GIVEN] }),
  ]);
  echo = createServer((request, response) => {
    const said = `no: ${request.url} ${JSON.stringify(request.headers)} ${String(request.headers['x-api-key'])}`;
    response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify({ error: said }));
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
});
test.afterEach(async () => {
  await Promise.all([life.stop(), given.stop()]);
  echo.close();
});

async function setUp(machine: Machine): Promise<void> {
  const { codex } = await realClients();
  const chatty = await machine.write('chatty.mjs', CHATTY);
  const echoUrl = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/mcp?api_key=${QUERY}`;
  await machine.write(
    '.codex/config.toml',
    `mcp_oauth_credentials_store = "file"

[mcp_servers.life]
url = "${life.mcpUrl}"

[mcp_servers.given]
url = "${given.mcpUrl}"

[mcp_servers.echo]
url = "${echoUrl}"
http_headers = { X-Api-Key = "${HEADER}", Authorization = "Bearer ${HEADER}" }

[mcp_servers.chatty]
command = ${JSON.stringify(process.execPath)}
args = ${JSON.stringify([chatty, '--api-key', FLAG])}
env = { API_TOKEN = "${ENV}" }
`,
  );
  const wiki = { url: 'http://127.0.0.1:9/wiki/mcp', headers: { 'X-Api-Key': COPIED } };
  await chmod(machine.home, 0o755);
  await chmod(await machine.write('.cursor/mcp.json', JSON.stringify({ mcpServers: { wiki } })), 0o644);
  const board = machine.path('board');
  const xclip = `#!/bin/sh\ncase "$*" in *-o*) cat "${board}" ;; *) cat > "${board}" ;; esac\n`;
  await chmod(await machine.write('bin/xclip', xclip), 0o755);
  await writeFile(board, '');
  machine.env['DISPLAY'] = ':99';
  Object.assign(machine.env, { CODEX_HOME: scratchEnv(machine.home)['CODEX_HOME'] });
  machine.env['PATH'] = `${machine.path('bin')}:${dirname(codex)}:${machine.env['PATH']}`;
}

/** Runs the command line with text on stdin; `onCode` enters the code that it tells. Gives all it wrote. */
async function tray(
  machine: Machine,
  args: readonly string[],
  input: string,
  withCode = false,
): Promise<string> {
  const child = spawn(process.execPath, [CLI, ...args], { env: machine.env, cwd: machine.home });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  const ended = once(child, 'close');
  child.stdin.end(input);
  if (withCode) {
    await expect.poll(() => output, { timeout: 20_000 }).toContain('"userCode"');
    const { code } = JSON.parse(output.split('\n')[0] ?? '') as {
      code: { verificationUri: string; userCode: string };
    };
    await enterDeviceCode(code.verificationUri, code.userCode);
  }
  expect(await ended).toEqual([0, null]);
  return output;
}

test('through a whole life no secret gets out of the keychain and the clients’ own stores', async ({
  machine,
  open,
}) => {
  test.setTimeout(300_000);
  await setUp(machine);
  const inFiles = [HEADER, QUERY, ENV, FLAG, COPIED];
  const issued = () => [...life.log.secrets, ...given.log.secrets, CLIENT_SECRET];
  const everything = () => [...issued(), ...inFiles, TYPED];
  const stopWatching = watchPrograms(machine.home, everything, (line) => line.includes('chatty.mjs'));
  const told: string[] = [];

  // A client ID with its secret, and a code: what only the command line takes from a pipe.
  const withSecret = ['login', 'given', '--client-id', 'given-app', '--client-secret-stdin'];
  told.push(await tray(machine, [...withSecret, '--json'], CLIENT_SECRET));
  told.push(await tray(machine, [...withSecret, '--device', '--json'], CLIENT_SECRET, true));

  const app = await open({ height: 1400 });
  const { page, frames } = app;
  page.setDefaultTimeout(20_000);
  if (page.url().startsWith('http')) {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  }
  const look = async (when: string, secrets = everything()): Promise<void> => {
    expect([when, secretsIn(await pageHolds(page), secrets)]).toEqual([when, []]);
  };
  await expect(row(page, 'echo')).toContainText('Server error', { timeout: 20_000 });
  await expect(row(page, 'given')).toContainText('Signed in');
  await look('at the start');

  // A value on the clipboard of this computer: it will have to be gone again.
  await (await showDetails(page, 'wiki')).getByRole('button', { name: 'Take the secret out…' }).click();
  const fix = dialog(page, /Take secrets of wiki out/);
  await fix.getByRole('button', { name: /^Copy the value/ }).click();
  await expect(fix).toContainText('Copied for one minute');
  expect(await machine.read('board')).toBe(COPIED);
  const copiedAt = Date.now();
  await look('with a value copied');
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+n');
  const add = dialog(page, 'Add server');
  const server = { type: 'http', url: `${life.mcpUrl}?from=added`, headers: { 'X-Typed-Key': TYPED } };
  await add
    .getByRole('textbox')
    .first()
    .fill(JSON.stringify({ mcpServers: { added: server } }));
  await add.getByRole('checkbox', { name: 'Cursor' }).uncheck();
  await add.getByRole('button', { name: 'Add to 1 client' }).click();
  await dialog(page, 'Added').getByRole('button', { name: 'Done' }).click();
  await expect(row(page, 'added')).toBeVisible();
  // Until here it was the person's own text.
  const typedUntil = frames.length;
  await look('after adding');

  const details = await showDetails(page, 'life');
  await details.getByRole('button', { name: 'Sign in with MCP Tray' }).first().click();
  await expect(row(page, 'life')).toContainText('Connected', { timeout: 30_000 });
  await row(page, 'life').getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: /^Sign in with Codex/ }).click();
  await expect.poll(() => life.openGrants(), { timeout: 40_000 }).toBe(2);
  await expect(row(page, 'life')).toContainText('Codex', { timeout: 20_000 });
  await look('signed in twice');

  await details.getByText('Tools', { exact: true }).click();
  await details.getByRole('button', { name: 'List tools' }).click();
  await details
    .getByRole('button', { name: /^whoami/ })
    .first()
    .click();
  await details.getByRole('button', { name: 'Call tool' }).click();
  await expect(details.getByText('ada@example.test')).toBeVisible();
  const program = await showDetails(page, 'chatty');
  await program.getByText('Tools', { exact: true }).click();
  await program.getByRole('button', { name: 'List tools' }).click();
  await page.getByRole('button', { name: 'Start and list tools' }).click();
  await program
    .getByRole('button', { name: /^whoami/ })
    .first()
    .click();
  await program.getByRole('button', { name: 'Call tool' }).click();
  await expect(program.getByText(/^it is /).first()).toBeVisible();
  await look('after calling tools');

  const broken = await showDetails(page, 'echo');
  await broken.getByRole('button', { name: 'Diagnose' }).first().click();
  await expect(broken.getByRole('button', { name: 'Copy report' })).toBeVisible({ timeout: 30_000 });
  await broken.getByRole('button', { name: 'Copy report' }).click();
  await expect(broken.getByRole('button', { name: 'Copied' })).toBeVisible();
  const report = await page.evaluate<string>('navigator.clipboard.readText()');
  expect(report).toContain('HTTP 500');
  told.push(report);
  await look('after a diagnosis');

  await tellNonsense(app);
  expect(await filesWith(machine.home, life.log.secrets)).toEqual(['.codex/.credentials.json']);

  await goTo(page, 'Sign-ins');
  for (const owner of ['Codex', 'MCP Tray']) {
    await page.getByRole('button', { name: `Disconnect life, ${owner}` }).click();
    await dialog(page, 'Disconnect this sign-in?').getByRole('button', { name: 'Disconnect' }).click();
    const receipt = dialog(page, /^(Disconnected|Not everything is gone)$/);
    await expect(receipt).toContainText(new URL(life.issuer).host, { timeout: 20_000 });
    await page.keyboard.press('Enter');
    await expect(receipt).toBeHidden();
  }
  expect(life.openGrants()).toBe(0);
  await goTo(page, 'Servers');
  await (await showDetails(page, 'chatty')).getByRole('button', { name: /^Remove/ }).click();
  await dialog(page, /Remove chatty/)
    .getByRole('button', { name: 'Remove', exact: true })
    .click();
  await expect(row(page, 'chatty')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect(row(page, 'chatty')).toBeVisible();
  await goTo(page, 'Activity');
  await look('in the end');

  for (const words of [
    'list --json',
    'sign-ins --json',
    'history --json',
    'lint --json',
    'doctor echo',
    'logout given --own',
  ]) {
    const { stdout, stderr } = await machine.cli(...words.split(' '));
    told.push(stdout, stderr);
  }
  expect(issued().length).toBeGreaterThan(15);
  const heard = { told, log: app.log, requests: app.requests, output: app.output };
  for (const [where, texts] of Object.entries(heard)) {
    expect([where, secretsIn(texts.join('\n'), everything())]).toEqual([where, []]);
  }
  expect(frames.length).toBeGreaterThan(typedUntil + 20);
  expect(secretsIn(frames.join('\n'), [...issued(), ...inFiles])).toEqual([]);
  expect(secretsIn(frames.slice(typedUntil).join('\n'), [TYPED])).toEqual([]);
  expect(await stopWatching()).toEqual([]);

  // Tokens are nowhere; what stood in the clients' files is there, and where undo needs it.
  expect(await filesWith(machine.home, issued())).toEqual([]);
  const kept = await filesWith(machine.home, [...inFiles, TYPED]);
  const meant =
    /^(\.codex\/config\.toml|\.cursor\/mcp\.json|board|\.local\/state\/mcp-tray\/(history\.json|backups\/.*))$/;
  expect(kept.filter((file) => !meant.test(file))).toEqual([]);
  await expect
    .poll(() => machine.read('board'), { timeout: 70_000 - (Date.now() - copiedAt) + 5_000 })
    .toBe('');
});

/** What a page must never send; the answers are in `frames`. */
async function tellNonsense({ page, frames, requests }: App): Promise<void> {
  const url = requests.find((address) => address.startsWith('ws'));
  if (url === undefined) return;
  const before = frames.length;
  const texts = [
    '{"id":1,"channel":"server:text","input":{"ref":"codex:user:nobody"}}',
    '{"id":2,"channel":"secret:copy","input":{"ref":"codex:user:echo"}}',
    '{"id":3,"channel":"nonsense"}',
    'nonsense',
  ];
  await page.evaluate(`
    const socket = new WebSocket(${JSON.stringify(url)});
    socket.addEventListener('open', () => ${JSON.stringify(texts)}.forEach((text) => socket.send(text)));
  `);
  await expect.poll(() => frames.length).toBeGreaterThan(before + texts.length);
}
