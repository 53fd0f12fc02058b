import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveCommand } from './resolve-command.ts';
import { probeStdio } from './stdio.ts';
import type { StdioProbeOptions } from './stdio.ts';
import type { StdioProbeTarget } from './types.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-stdio-'));
});
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));

function check(target: Partial<StdioProbeTarget>, options: Partial<StdioProbeOptions> = {}) {
  const vars = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: home, OUR_SECRET: 'stays-here' };
  return probeStdio(
    { command: 'node', args: [], env: {}, cwd: null, ...target },
    {
      env: { platform: 'linux', home, vars },
      now: Date.now,
      signal: new AbortController().signal,
      ...options,
    },
  );
}

/** A server in one expression: `reply(message)` is what it answers to each message that has an id. */
async function script(name: string, body: string): Promise<string> {
  const path = join(home, name);
  await writeFile(
    path,
    `import { createInterface } from 'node:readline';
     import { appendFileSync, writeFileSync } from 'node:fs';
     import { spawn } from 'node:child_process';
     const send = (value) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...value }) + '\\n');
     const lines = createInterface({ input: process.stdin });
     ${body}`,
  );
  return path;
}

const GREET = `const greet = (m) => {
  if (m.method === 'initialize') send({ id: m.id, result: { protocolVersion: '2025-06-18', capabilities: {} } });
  if (m.method === 'tools/list') send({ id: m.id, result: { tools: [{}, {}] } });
};`;

/** A process that has ended but is not collected by its parent (a zombie) counts as gone. */
async function alive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !state.includes(') Z ');
}

describe('a server that works', () => {
  test('is connected, with its tools counted (server-everything)', async () => {
    const program = createRequire(import.meta.url).resolve(
      '@modelcontextprotocol/server-everything/dist/index.js',
    );
    const { connection, auth } = await check({ args: [program, 'stdio'] });
    expect(connection).toMatchObject({ state: 'connected', era: 'legacy', next: null });
    expect(connection.evidence).toMatch(/^\d+ ms · MCP 2025-11-25$/);
    expect(connection.toolCount).toBeGreaterThan(3);
    expect(auth).toEqual({ kind: 'unknown' });
  });

  test('gets exactly its arguments and variables, nothing of ours', async () => {
    const seen = join(home, 'seen.json');
    const path = await script(
      'spy.mjs',
      `${GREET} writeFileSync(${JSON.stringify(seen)}, JSON.stringify({ argv: process.argv.slice(2), env: process.env }));
       lines.on('line', (line) => greet(JSON.parse(line)));`,
    );
    const { connection } = await check({
      args: [path, '$HOME', '; touch x', ''],
      env: { API_TOKEN: 'geheim' },
    });
    expect(connection.state).toBe('connected');
    const { argv, env } = JSON.parse(await readFile(seen, 'utf8')) as {
      argv: string[];
      env: Record<string, string>;
    };
    expect(argv).toEqual(['$HOME', '; touch x', '']);
    expect(Object.keys(env).toSorted()).toEqual(['API_TOKEN', 'HOME', 'PATH']);
  });

  test('may be modern only', async () => {
    const path = await script(
      'modern.mjs',
      `lines.on('line', (line) => {
         const m = JSON.parse(line);
         if (m.method === 'initialize') send({ id: m.id, error: { code: -32601, message: 'no' } });
         if (m.method === 'server/discover') send({ id: m.id, result: { supportedVersions: ['2026-07-28'] } });
         if (m.method === 'tools/list') send({ id: m.id, result: { tools: [{}] } });
       });`,
    );
    expect((await check({ args: [path] })).connection).toMatchObject({
      state: 'connected',
      era: 'modern',
      toolCount: 1,
    });
  });

  test('is asked back: ping is answered, other requests are declined', async () => {
    const path = await script(
      'asks.mjs',
      `${GREET} const answers = [];
       send({ id: 'p', method: 'ping' }); send({ id: 'r', method: 'roots/list' });
       let held;
       lines.on('line', (line) => {
         const m = JSON.parse(line);
         if (m.method === 'initialize') held = m; else if (m.method === undefined) answers.push(m); else greet(m);
         if (held && answers.length === 2 && answers[0].result && answers[1].error) { greet(held); held = undefined; }
       });`,
    );
    expect((await check({ args: [path] })).connection.state).toBe('connected');
  });

  test('is told when it prints other text to its output', async () => {
    const path = await script(
      'noisy.mjs',
      `${GREET} console.log('Server ready!'); lines.on('line', (line) => greet(JSON.parse(line)));`,
    );
    const { connection } = await check({ args: [path] });
    expect(connection.state).toBe('connected');
    expect(connection.evidence).toContain('not MCP');
  });

  test('stays connected when only its list of tools is slow', async () => {
    const path = await script(
      'slow-tools.mjs',
      `${GREET} lines.on('line', (line) => { const m = JSON.parse(line); if (m.method !== 'tools/list') greet(m); });`,
    );
    const { connection } = await check({ args: [path] }, { timeoutMs: 1500 });
    expect(connection).toMatchObject({ state: 'connected', toolCount: null });
  });
});

describe('a server that does not', () => {
  test('has its exit code and last words shown, with its secrets masked', async () => {
    const path = await script(
      'dies.mjs',
      `console.error('\\u001b[31mcannot use key ' + process.env.API_KEY); process.exit(3);`,
    );
    const { connection } = await check({ args: [path], env: { API_KEY: 'geheim-4711' } });
    expect(connection.state).toBe('process-error');
    expect(connection.evidence).toContain('exit code 3');
    expect(connection.evidence).toContain('cannot use key');
    expect(connection.evidence).not.toContain('geheim');
    expect(connection.evidence).not.toContain('\u001b');
  });

  test.each([
    [10, 'the agent token was rejected (exit code 10)'],
    [11, 'the gateway is not reachable (exit code 11): wss://gateway.local:7700'],
  ])('means exit code %i of the KruxOS bridge', async (code, evidence) => {
    const path = await script(`bridge-${code}.mjs`, `process.exit(${code});`);
    const env = { KRUXOS_ENDPOINT: 'wss://gateway.local:7700' };
    expect((await check({ args: [path], env })).connection).toMatchObject({
      state: 'process-error',
      evidence,
    });
  });

  test('leaves code 10 of other programs uninterpreted', async () => {
    const path = await script('ten.mjs', 'process.exit(10);');
    expect((await check({ args: [path] })).connection.evidence).toBe(
      'the program ended with exit code 10 before it answered',
    );
  });

  test('is ended with everything it started when it does not answer', async () => {
    const pids = join(home, 'pids');
    const path = await script(
      'stubborn.mjs',
      `process.on('SIGTERM', () => {});
       const grandchild = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'], { stdio: 'ignore' });
       appendFileSync(${JSON.stringify(pids)}, process.pid + ' ' + grandchild.pid);
       setInterval(() => {}, 1000);`,
    );
    const { connection } = await check({ args: [path] }, { timeoutMs: 800 });
    expect(connection).toMatchObject({
      state: 'process-error',
      evidence: 'the program did not answer within 0.8 s',
    });
    const started = (await readFile(pids, 'utf8')).split(' ').map(Number);
    expect(started.length).toBe(2);
    for (const pid of started) expect(await alive(pid)).toBe(false);
  });

  test('leaves no grandchild behind when it exits by itself', async () => {
    const file = join(home, 'orphan');
    const path = await script(
      'orphan.mjs',
      `const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
       appendFileSync(${JSON.stringify(file)}, String(grandchild.pid)); process.exit(4);`,
    );
    expect((await check({ args: [path] })).connection.evidence).toContain('exit code 4');
    expect(await alive(Number(await readFile(file, 'utf8')))).toBe(false);
  });

  test('ends without a fact when cancelled', async () => {
    const path = await script('waits.mjs', 'setInterval(() => {}, 1000);');
    const controller = new AbortController();
    const pending = check({ args: [path] }, { signal: controller.signal });
    await sleep(50);
    controller.abort();
    expect((await pending).connection).toMatchObject({ state: 'unknown', checkedAt: null });
  });

  test('is not found, is a folder, or may not be run', async () => {
    const plain = join(home, 'plain.sh');
    await writeFile(plain, '#!/bin/sh\n');
    await chmod(plain, 0o644);
    expect((await check({ command: 'no-such-program-here' })).connection.evidence).toContain(
      'is not installed',
    );
    expect((await check({ command: home })).connection.evidence).toContain('it is a folder');
    expect((await check({ command: plain })).connection.evidence).toContain('no execute permission');
    expect((await check({ cwd: join(home, 'gone') })).connection.evidence).toBe(
      'its working folder does not exist',
    );
  });

  test('may lack its interpreter', async () => {
    const path = join(home, 'odd');
    await writeFile(path, '#!/no/such/interpreter\n');
    await chmod(path, 0o755);
    expect((await check({ command: path })).connection.evidence).toContain('a file it needs is missing');
  });

  test('cannot be started with an argument that no program can take', async () => {
    expect((await check({ args: ['a\0b'] })).connection.state).toBe('process-error');
  });
});

describe('finding a command', () => {
  test('resolves a relative path from the working folder', async () => {
    const path = join(home, 'tool');
    await writeFile(path, '#!/bin/sh\n');
    await chmod(path, 0o755);
    const found = await resolveCommand('./tool', { platform: 'linux', variables: {}, cwd: home });
    expect(found).toEqual({ ok: true, value: { path, needsShell: false } });
  });

  test.each([
    ['linux', '/opt/kruxos/bin/mcp-bridge', 'There is no file'],
    ['darwin', '/opt/kruxos/bin/mcp-bridge', 'There is no file'],
    ['win32', '/opt/kruxos/bin/mcp-bridge', 'is a path of Linux or macOS'],
    ['linux', String.raw`C:\Tools\mcp-bridge.exe`, 'is a path of Windows'],
  ] as const)(
    'on %s, says of %s that it is not here, and what may be meant',
    async (platform, command, words) => {
      const found = await resolveCommand(command, { platform, variables: {}, cwd: home });
      expect(found).toMatchObject({ ok: false, error: { code: 'CommandNotFound' } });
      expect(JSON.stringify(found)).toContain(words);
      expect(JSON.stringify(found)).toContain('in WSL or in a container');
    },
  );
});
