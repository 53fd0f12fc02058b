import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { npmClients } from '../../../e2e/rig/npm-clients.ts';
import type { NpmClient } from '../../../e2e/rig/npm-clients.ts';
import { run } from '../../../e2e/rig/real-clients.ts';
import { copilotCli } from './copilot-cli.ts';
import { geminiCli } from './gemini-cli.ts';
import { qwenCode } from './qwen-code.ts';
import { DEAD, PROGRAM, scratchPerson } from '../../../e2e/rig/scratch-person.ts';
import type { ScratchPerson } from '../../../e2e/rig/scratch-person.ts';
import type { ClientAdapter } from './types.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-tray-npm-clients-')));
let scripts: Awaited<ReturnType<typeof npmClients>>;
let count = 0;

beforeAll(async () => {
  scripts = await npmClients();
}, 600_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Keys that nobody accepts, for some commands end early without one; nothing but this computer is reached. */
const env = {
  GEMINI_API_KEY: 'x',
  OPENAI_API_KEY: 'x',
  GEMINI_CLI_TRUST_WORKSPACE: 'true',
  NO_COLOR: '1',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NO_PROXY: '127.0.0.1',
};

let person: ScratchPerson;

function newPerson(adapter: ClientAdapter): () => void {
  return () => {
    person = scratchPerson(adapter, join(base, String((count += 1))));
  };
}

async function client(name: NpmClient, ...args: readonly string[]): Promise<string> {
  const { home, project: cwd } = person;
  const { stdout, stderr } = await run(process.execPath, [scripts[name], 'mcp', ...args], { home, cwd, env });
  return `${stdout}\n${stderr}`;
}

describe('Gemini CLI, the real one', () => {
  beforeEach(newPerson(geminiCli));

  it('writes entries that we read, lists ours and not what we removed', async () => {
    await client('gemini', 'add', '-s', 'user', '-t', 'http', 'h', DEAD, '-H', 'X-A: 1');
    await client('gemini', 'add', '-s', 'project', '-e', 'K=V', 'p', '/bin/false', 'flag');
    expect(person.entry('h')).toMatchObject({
      scope: 'user',
      transport: 'http',
      headers: { 'X-A': '1' },
    });
    expect(person.entry('p')).toMatchObject({
      scope: 'project',
      command: '/bin/false',
      args: ['flag'],
      env: { K: 'V' },
    });
    person.add({ name: 'ours' });
    person.add({ name: 'old', transport: 'sse' });
    person.add({ name: 'prog', ...PROGRAM }, 'project');
    person.remove('h');
    const listed = await client('gemini', 'list');
    expect(listed).not.toMatch(/ h: /);
    expect(listed).toMatch(/ours: http:\/\/127\.0\.0\.1:9\/mcp \(http\)/);
    expect(listed).toMatch(/old: http:\/\/127\.0\.0\.1:9\/mcp \(sse\)/);
    expect(listed).toMatch(/prog: \/bin\/false --flag \(stdio\)/);
  });

  it('sees our switch, and needs the file as strict as we say', async () => {
    person.add({ name: 'Ours' });
    person.turn('Ours', false);
    expect(await client('gemini', 'list')).toMatch(/Ours: .*Disabled/);
    person.turn('Ours', true);
    expect(await client('gemini', 'list')).not.toMatch(/Ours: .*Disabled/);
    for (const text of [
      '{"mcpServers":{"a":{"command":"x"}},}',
      '\uFEFF{"mcpServers":{"a":{"command":"x"}}}',
    ]) {
      person.write(join(person.home, '.gemini', 'settings.json'), text);
      expect(person.entry('a').problem).toContain('refuses the whole file');
      expect(await client('gemini', 'list')).toMatch(/Error in .*settings\.json/);
    }
  });
});

const approvals = () => ['h', 'prog', 's'].map((name) => person.entry(name).approval);
const shared = (url: string) => `{"mcpServers":{"h":{"type":"http","url":"${url}"},"s":{"url":"${DEAD}"}}}`;

describe('Qwen Code, the real one', () => {
  beforeEach(newPerson(qwenCode));

  it('writes entries that we read, lists ours and not what we removed', async () => {
    await client('qwen', 'add', '-s', 'user', '-t', 'http', 'h', DEAD, '-H', 'X-A: 1');
    expect(person.entry('h')).toMatchObject({ scope: 'user', transport: 'http', headers: { 'X-A': '1' } });
    person.add({ name: 'ours' });
    person.add({ name: 'old', transport: 'sse' });
    person.add({ name: 'prog', ...PROGRAM }, 'project');
    person.remove('h');
    const listed = await client('qwen', 'list');
    expect(listed).not.toMatch(/ h: /);
    expect(listed).toMatch(/ours: http:\/\/127\.0\.0\.1:9\/mcp \(http\)/);
    expect(listed).toMatch(/old: http:\/\/127\.0\.0\.1:9\/mcp \(sse\)/);
    expect(listed).toMatch(/prog: .*Pending approval/);
  });

  it('approves and rejects what we then call approved and rejected, until the entry changes', async () => {
    person.write(join(person.home, '.qwen', 'settings.json'), '{}');
    person.write(join(person.project, '.mcp.json'), shared(DEAD));
    person.add({ name: 'prog', ...PROGRAM }, 'project');
    await client('qwen', 'approve', 'h');
    await client('qwen', 'approve', 'prog');
    await client('qwen', 'reject', 's');
    expect(approvals()).toEqual(['approved', 'approved', 'rejected']);
    person.write(join(person.project, '.mcp.json'), shared(`${DEAD}2`));
    expect(approvals()).toEqual(['pending', 'approved', 'rejected']);
    expect(await client('qwen', 'list')).toMatch(/h: .*\(http\) - Pending approval/);
  });
});

describe('Copilot CLI, the real one', () => {
  beforeEach(newPerson(copilotCli));

  interface Listed {
    readonly mcpServers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }
  async function seen(): Promise<Listed['mcpServers']> {
    const { stdout } = await run(process.execPath, [scripts.copilot, 'mcp', 'list', '--json'], {
      home: person.home,
      cwd: person.project,
      env,
    });
    return (JSON.parse(stdout) as Listed).mcpServers;
  }

  it('writes entries that we read, lists ours and sees our switch and removal', async () => {
    await client('copilot', 'add', '--transport', 'http', 'h', DEAD, '--header', 'X-A: 1');
    await client('copilot', 'add', 'p', '--env', 'K=V', '--', '/bin/false', '--flag');
    expect(person.entry('h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
    expect(person.entry('p')).toMatchObject({ transport: 'stdio', args: ['--flag'], env: { K: 'V' } });
    person.add({ name: 'ours' });
    person.add({ name: 'prog', ...PROGRAM });
    person.turn('ours', false);
    expect(await seen()).toMatchObject({
      ours: { type: 'http', url: DEAD, enabled: false },
      prog: { command: '/bin/false', args: ['--flag'], env: { K: 'V' }, enabled: true },
    });
    person.turn('ours', true);
    person.remove('h');
    const after = await seen();
    expect(after['ours']).toMatchObject({ enabled: true });
    expect(Object.keys(after)).toEqual(['p', 'ours', 'prog']);
  });

  it('reads a workspace only in and below trusted folders, and .github only without .mcp.json', async () => {
    const hub = join(person.project, '.github', 'mcp.json');
    person.write(hub, '{"mcpServers":{"hub":{"command":"x"}}}');
    expect(await seen()).toEqual({});
    person.write(
      join(person.home, '.copilot', 'config.json'),
      JSON.stringify({ trustedFolders: [dirname(person.project)] }),
    );
    expect(Object.keys(await seen())).toEqual(['hub']);
    expect(person.entry('hub')).toMatchObject({ approval: 'approved', ignored: null });
    person.write(join(person.project, '.mcp.json'), '{"mcpServers":{"root":{"command":"x"}}}');
    expect(Object.keys(await seen())).toEqual(['root']);
    expect(person.entry('hub').ignored?.reason).toContain('.mcp.json');
  });
});
