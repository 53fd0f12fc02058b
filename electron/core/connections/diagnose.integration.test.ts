import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { AuthFact } from '../../../shared/domain.ts';
import { UNKNOWN_AUTH, UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import { fail } from '../../../shared/errors.ts';
import type { SignInFailure } from '../auth/attempts.ts';
import { diagnose } from './diagnose.ts';
import type { Diagnosis } from './diagnose.ts';
import { makeCertificate } from './test-support/certificate.ts';
import { json, result, serve, serveTcp } from './test-support/loopback.ts';
import type { LoopbackServer, TestRequest } from './test-support/loopback.ts';

const running: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function started(server: Promise<LoopbackServer>): Promise<LoopbackServer> {
  running.push(await server);
  return server;
}

function run(subject: Diagnosis['subject']) {
  return diagnose({
    ref: 'codex:user:x',
    subject,
    env: { platform: 'linux', home: '/', vars: { PATH: '/usr/bin:/bin' } },
    fetch: globalThis.fetch,
    now: Date.now,
    signal: new AbortController().signal,
    timeoutMs: 3000,
  });
}

async function runHttp(url: string, auth: AuthFact | null = null, attempt: SignInFailure | null = null) {
  const { stages } = await run({
    kind: 'http',
    target: { url, transport: 'http', headers: {}, token: null },
    auth,
    attempt,
    roots: null,
  });
  return Object.fromEntries(stages.map((stage) => [stage.name, stage]));
}

const PKCE = { code_challenge_methods_supported: ['S256'] };
const isDiscover = (request: TestRequest) => request.body?.method === 'server/discover';

test('goes through all stages of a healthy server', async () => {
  const server = await started(
    serve((request, response) =>
      isDiscover(request)
        ? result(response, request, { supportedVersions: ['2026-07-28'] })
        : json(response, 404, {}),
    ),
  );
  const stages = await runHttp(`${server.origin}/mcp`, {
    ...UNKNOWN_AUTH,
    state: 'not-needed',
    evidence: 'no sign-in needed',
  });
  expect(stages['Name lookup']).toMatchObject({ state: 'ok' });
  expect(stages['Connection']).toMatchObject({ state: 'ok' });
  expect(stages['MCP']?.text).toContain('MCP 2026-07-28');
  expect(stages['Sign-in metadata']?.state).toBe('info');
  expect(stages['Sign-in']).toMatchObject({ state: 'ok', text: 'No sign-in needed.' });
});

test('stops at a closed port and says what was not reached', async () => {
  const closed = await serveTcp(() => undefined);
  await closed.close();
  const stages = await runHttp(`${closed.origin}/mcp`);
  expect(stages['Connection']).toMatchObject({ state: 'failed', text: 'Connection refused.' });
  expect(stages['MCP']?.state).toBe('skipped');
});

test('describes a certificate that is not accepted', async () => {
  const certificate = makeCertificate({ host: '127.0.0.1' });
  const server = await started(serve((_request, response) => json(response, 404, {}), certificate));
  const stages = await runHttp(`${server.origin}/mcp`);
  expect(stages['Connection']?.state).toBe('ok');
  expect(stages['Encryption']?.state).toBe('failed');
  expect(stages['Encryption']?.text).toMatch(
    /^The certificate is self-signed \(for .*127\.0\.0\.1; from 127\.0\.0\.1; until \d{4}-/,
  );
});

test('finds the server behind a forgotten /mcp', async () => {
  const server = await started(
    serve((request, response) =>
      request.path === '/mcp' && isDiscover(request)
        ? result(response, request, { supportedVersions: ['2026-07-28'] })
        : json(response, 404, {}),
    ),
  );
  const stages = await runHttp(server.origin);
  expect(stages['MCP']?.state).toBe('failed');
  expect(stages['With /mcp added']?.text).toBe(`An MCP server answers at ${server.origin}/mcp.`);
});

test.each([
  [
    'a healthy sign-in service',
    { code_challenge_methods_supported: ['S256'], registration_endpoint: 'x' },
    'ok',
    'answers',
    'register themselves',
  ],
  [
    'one that wants a client ID',
    { code_challenge_methods_supported: ['S256'] },
    'ok',
    'answers',
    'need a fixed client ID',
  ],
  ['one without PKCE', { registration_endpoint: 'x' }, 'failed', 'PKCE', 'none'],
  ['one with another name', { issuer: 'https://elsewhere.invalid' }, 'failed', 'calls itself', 'none'],
])('reports %s', async (_case, extra, state, words, registration) => {
  const server = await started(
    serve((request, response) => {
      const origin = `http://${request.headers.host}`;
      if (request.path === '/.well-known/oauth-protected-resource/mcp') {
        return json(response, 200, { resource: `${origin}/mcp`, authorization_servers: [origin] });
      }
      if (request.path === '/.well-known/oauth-authorization-server') {
        return json(response, 200, { issuer: origin, authorization_endpoint: `${origin}/a`, ...extra });
      }
      json(response, request.path === '/mcp' ? 401 : 404, {});
    }),
  );
  const stages = await runHttp(`${server.origin}/mcp`);
  expect(stages['MCP']?.state).toBe('info');
  expect(stages['Sign-in metadata']?.state).toBe('ok');
  expect(stages['Sign-in service']?.state).toBe(state);
  expect(stages['Sign-in service']?.text).toContain(words);
  expect(stages['Registration']?.text ?? 'none').toContain(registration);
});

test('a token that is refused is the sign-in’s trouble, and so is none', async () => {
  const challenge = 'Bearer error="invalid_token", resource_metadata="http://127.0.0.1:1/meta"';
  const server = await started(
    serve((_request, response) => {
      response.setHeader('www-authenticate', challenge);
      json(response, 401, {});
    }),
  );
  const url = `${server.origin}/mcp`;
  const fixed: AuthFact = { ...UNKNOWN_AUTH, state: 'static', evidence: 'Authorization header in the file' };
  const target = { url, transport: 'http', headers: { authorization: 'Bearer wrong' }, token: null } as const;
  const { stages } = await run({ kind: 'http', target, auth: fixed, attempt: null, roots: null });
  expect(stages.find(({ name }) => name === 'Sign-in')).toMatchObject({
    state: 'failed',
    text: 'The server does not accept this: Authorization header in the file (HTTP 401 invalid_token).',
  });
  const nobody = await runHttp(url);
  expect(nobody['Sign-in']).toEqual({
    name: 'Sign-in',
    state: 'failed',
    text: 'The server wants a sign-in, and none is known.',
    next: 'Sign in.',
  });
  const hidden = await runHttp(url, { ...UNKNOWN_AUTH, evidence: 'Cursor keeps its own' });
  expect(hidden['Sign-in']).toMatchObject({ state: 'skipped', text: 'Cursor keeps its own.' });
});

test('a token that is let in nowhere says who it is, and is no reason to sign in again', async () => {
  const server = await started(
    serve((_request, response) => json(response, 403, { message: 'forbidden: user ada cannot list pods' })),
  );
  const claims = Buffer.from(JSON.stringify({ email: 'ada@acme.test' })).toString('base64url');
  const target = {
    url: `${server.origin}/mcp`,
    transport: 'http',
    headers: {},
    token: `e30.${claims}.x`,
  } as const;
  const { stages } = await run({ kind: 'http', target, auth: null, attempt: null, roots: null, typed: true });
  expect(stages.filter(({ state }) => state === 'failed')).toEqual([
    {
      name: 'Sign-in',
      state: 'failed',
      text: 'Signed in, but not permitted (HTTP 403 · not permitted · “forbidden: user ada cannot list pods”).',
      next: 'Ask whoever runs the server for permission; signing in again will not help.',
    },
  ]);
  expect(stages.find(({ name }) => name === 'Token')?.text).toContain('given to ada@acme.test');
});

const refused = (issuer: string): SignInFailure => ({
  at: Date.now() - 60_000,
  issuer,
  error: fail('RegistrationRejected', 'The service does not take apps.').error,
});

test('what a service said to our sign-in is not held against a server that names another one now', async () => {
  const server = await started(
    serve((request, response) => {
      const { origin } = server;
      if (request.path === '/.well-known/oauth-protected-resource/mcp') {
        return json(response, 200, { resource: `${origin}/mcp`, authorization_servers: [origin] });
      }
      const own = request.path === '/.well-known/oauth-authorization-server';
      const metadata = { issuer: origin, registration_endpoint: `${origin}/r`, ...PKCE };
      json(response, own ? 200 : request.path === '/mcp' ? 401 : 404, own ? metadata : {});
    }),
  );
  const url = `${server.origin}/mcp`;
  const same = await runHttp(url, null, refused(server.origin));
  expect(same['Registration']).toMatchObject({
    state: 'failed',
    text: expect.stringMatching(/^The service does not take apps\. Last tried: .*\d\d:\d\d\.$/) as string,
  });
  const signedIn = {
    ...UNKNOWN_AUTH,
    state: 'client-managed',
    expiresAt: 1,
    evidence: 'Codex is signed in',
  } as const;
  expect((await runHttp(url, signedIn, refused(server.origin)))['Registration']?.state).toBe('info');
  const moved = await runHttp(url, null, refused('https://before.test'));
  expect(moved['Registration']).toMatchObject({ state: 'ok', text: 'Apps may register themselves.' });
});

test('names every address it asked when a sign-in is wanted but not described', async () => {
  const server = await started(
    serve((request, response) => json(response, request.path === '/mcp' ? 401 : 404, {})),
  );
  const stages = await runHttp(`${server.origin}/mcp`);
  expect(stages['Sign-in metadata']?.state).toBe('failed');
  expect(stages['Sign-in metadata']?.text).toContain('/.well-known/oauth-protected-resource/mcp: HTTP 404');
  expect(stages['Sign-in service']?.text).toContain('openid-configuration: HTTP 404');
});

test('says whether a program could be started, without starting it', async () => {
  const target = { command: 'sh', args: ['-c', 'exit 1'], env: { KEY: '<your key>' }, cwd: null };
  const { stages } = await run({ kind: 'stdio', target, missingVariables: [], last: null });
  expect(stages.map(({ name, state }) => [name, state])).toEqual([
    ['Command', 'ok'],
    ['Variables', 'failed'],
    ['Start', 'skipped'],
  ]);
  const missing = await run({
    kind: 'stdio',
    target: { ...target, command: 'https://example.org/mcp', env: {} },
    missingVariables: ['API_TOKEN'],
    last: null,
  });
  expect(missing.stages.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed', 'skipped']);
  expect(missing.stages[2]?.text).toBe('Not set here: API_TOKEN.');
});

test('notes what is odd about the file of a program', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-tray-odd-'));
  const command = join(folder, 'bridge');
  await writeFile(command, '#!/no/such/interpreter\n', { mode: 0o755 });
  const target = { command, args: [], env: {}, cwd: null };
  const { stages } = await run({ kind: 'stdio', target, missingVariables: [], last: null });
  await rm(folder, { recursive: true });
  expect(stages.slice(0, 2)).toMatchObject([
    { name: 'Command', state: 'ok' },
    { name: 'Program file', state: 'info', text: expect.stringContaining('/no/such/interpreter') },
  ]);
});

test('says how a program ended the last time it was started', async () => {
  const target = { command: 'sh', args: [], env: {}, cwd: null };
  const last = {
    ...UNKNOWN_CONNECTION,
    state: 'process-error',
    evidence: 'the agent token was rejected (exit code 10)',
    next: 'Create a new agent token.',
  } as const;
  const { stages } = await run({ kind: 'stdio', target, missingVariables: [], last });
  expect(stages.at(-1)).toEqual({
    name: 'Start',
    state: 'failed',
    text: 'At the last check: the agent token was rejected (exit code 10).',
    next: 'Create a new agent token.',
  });
});
