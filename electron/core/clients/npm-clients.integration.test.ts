import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { npmClients } from '../../../e2e/rig/npm-clients.ts';
import type { NpmClient } from '../../../e2e/rig/npm-clients.ts';
import { run } from '../../../e2e/rig/real-clients.ts';
import { copilotCli } from './copilot-cli.ts';
import { geminiCli } from './gemini-cli.ts';
import { afterPlan, memoryFiles, newServer } from './in-memory-files.ts';
import { qwenCode } from './qwen-code.ts';
import type { ClientAdapter, ClientFiles, EditPlan, RawEntry } from './types.ts';
import type { Result } from '../../../shared/errors.ts';

const DEAD = 'http://127.0.0.1:9/mcp';
const base = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-tray-npm-clients-')));
let scripts: Awaited<ReturnType<typeof npmClients>>;
let home: string;
let project: string;
let count = 0;

beforeAll(async () => {
  scripts = await npmClients();
}, 600_000);
beforeEach(() => {
  home = join(base, String((count += 1)), 'home');
  project = join(home, 'work', 'app');
  mkdirSync(project, { recursive: true });
});
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

async function client(name: NpmClient, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, [scripts[name], 'mcp', ...args], {
    home,
    cwd: project,
    env,
  });
  return `${stdout}\n${stderr}`;
}

function listing(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** The files as they are on disk now. */
function onDisk(adapter: ClientAdapter): ClientFiles {
  const texts: Record<string, string> = {};
  const folders: Record<string, readonly string[]> = {};
  const known = (directory: string): readonly string[] => (folders[directory] = listing(directory));
  for (const { path } of adapter.locations({ platform: 'linux', home, vars: {}, listing: known }, [
    project,
  ])) {
    try {
      texts[path] = readFileSync(path, 'utf8');
    } catch {
      // Not there: nothing to read.
    }
  }
  return memoryFiles(adapter, { home, texts, folders, projects: [project] });
}

function entry(adapter: ClientAdapter, name: string): RawEntry {
  const found = adapter.entries(onDisk(adapter)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} is not listed`);
  return found;
}

function apply(adapter: ClientAdapter, plan: Result<EditPlan> | 'park'): void {
  if (plan === 'park') throw new Error('to be parked');
  if (!plan.ok) throw new Error(plan.error.message);
  for (const [path, text] of Object.entries(afterPlan(onDisk(adapter), plan.value))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function turn(adapter: ClientAdapter, name: string, on: boolean): void {
  apply(adapter, adapter.setEnabled(onDisk(adapter), entry(adapter, name), on));
}

function add(
  adapter: ClientAdapter,
  fields: Parameters<typeof newServer>[0],
  scope: 'user' | 'project' = 'user',
): void {
  const place = { scope, project: scope === 'user' ? null : project, bridge: false };
  apply(adapter, adapter.add(onDisk(adapter), newServer({ url: DEAD, ...fields }), place));
}

const program: Parameters<typeof newServer>[0] = {
  transport: 'stdio',
  command: '/bin/false',
  args: ['--flag'],
  env: { K: 'V' },
  url: null,
};
const approvals = () => ['h', 'prog', 's'].map((name) => entry(qwenCode, name).approval);

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

describe('Gemini CLI, the real one', () => {
  it('writes entries that we read, and lists ours', async () => {
    await client('gemini', 'add', '-s', 'user', '-t', 'http', 'h', DEAD, '-H', 'X-A: 1');
    await client('gemini', 'add', '-s', 'project', '-e', 'K=V', 'p', '/bin/false', 'flag');
    expect(entry(geminiCli, 'h')).toMatchObject({
      scope: 'user',
      transport: 'http',
      headers: { 'X-A': '1' },
    });
    expect(entry(geminiCli, 'p')).toMatchObject({
      scope: 'project',
      command: '/bin/false',
      args: ['flag'],
      env: { K: 'V' },
    });
    add(geminiCli, { name: 'ours' });
    add(geminiCli, { name: 'old', transport: 'sse' });
    add(geminiCli, { name: 'prog', ...program }, 'project');
    const listed = await client('gemini', 'list');
    expect(listed).toMatch(/ours: http:\/\/127\.0\.0\.1:9\/mcp \(http\)/);
    expect(listed).toMatch(/old: http:\/\/127\.0\.0\.1:9\/mcp \(sse\)/);
    expect(listed).toMatch(/prog: \/bin\/false --flag \(stdio\)/);
  });

  it('sees our switch, and needs the file as strict as we say', async () => {
    add(geminiCli, { name: 'Ours' });
    turn(geminiCli, 'Ours', false);
    expect(await client('gemini', 'list')).toMatch(/Ours: .*Disabled/);
    turn(geminiCli, 'Ours', true);
    expect(await client('gemini', 'list')).not.toMatch(/Ours: .*Disabled/);
    for (const text of [
      '{"mcpServers":{"a":{"command":"x"}},}',
      '\uFEFF{"mcpServers":{"a":{"command":"x"}}}',
    ]) {
      write(join(home, '.gemini', 'settings.json'), text);
      expect(entry(geminiCli, 'a').problem).toContain('refuses the whole file');
      expect(await client('gemini', 'list')).toMatch(/Error in .*settings\.json/);
    }
  });
});

describe('Qwen Code, the real one', () => {
  it('writes entries that we read, and lists ours', async () => {
    await client('qwen', 'add', '-s', 'user', '-t', 'http', 'h', DEAD, '-H', 'X-A: 1');
    expect(entry(qwenCode, 'h')).toMatchObject({ scope: 'user', transport: 'http', headers: { 'X-A': '1' } });
    add(qwenCode, { name: 'ours' });
    add(qwenCode, { name: 'old', transport: 'sse' });
    add(qwenCode, { name: 'prog', ...program }, 'project');
    const listed = await client('qwen', 'list');
    expect(listed).toMatch(/ours: http:\/\/127\.0\.0\.1:9\/mcp \(http\)/);
    expect(listed).toMatch(/old: http:\/\/127\.0\.0\.1:9\/mcp \(sse\)/);
    expect(listed).toMatch(/prog: .*Pending approval/);
  });

  it('approves and rejects what we then call approved and rejected, until the entry changes', async () => {
    mkdirSync(join(home, '.qwen'));
    writeFileSync(join(home, '.qwen', 'settings.json'), '{}');
    const shared = (url: string) =>
      `{"mcpServers":{"h":{"type":"http","url":"${url}"},"s":{"url":"${DEAD}"}}}`;
    writeFileSync(join(project, '.mcp.json'), shared(DEAD));
    add(qwenCode, { name: 'prog', ...program }, 'project');
    await client('qwen', 'approve', 'h');
    await client('qwen', 'approve', 'prog');
    await client('qwen', 'reject', 's');
    expect(approvals()).toEqual(['approved', 'approved', 'rejected']);
    writeFileSync(join(project, '.mcp.json'), shared(`${DEAD}2`));
    expect(approvals()).toEqual(['pending', 'approved', 'rejected']);
    expect(await client('qwen', 'list')).toMatch(/h: .*\(http\) - Pending approval/);
  });
});

describe('Copilot CLI, the real one', () => {
  interface Listed {
    readonly mcpServers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }
  async function seen(): Promise<Listed['mcpServers']> {
    const { stdout } = await run(process.execPath, [scripts.copilot, 'mcp', 'list', '--json'], {
      home,
      cwd: project,
      env,
    });
    return (JSON.parse(stdout) as Listed).mcpServers;
  }

  it('writes entries that we read, lists ours and sees our switch', async () => {
    await client('copilot', 'add', '--transport', 'http', 'h', DEAD, '--header', 'X-A: 1');
    await client('copilot', 'add', 'p', '--env', 'K=V', '--', '/bin/false', '--flag');
    expect(entry(copilotCli, 'h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
    expect(entry(copilotCli, 'p')).toMatchObject({ transport: 'stdio', args: ['--flag'], env: { K: 'V' } });
    add(copilotCli, { name: 'ours' });
    add(copilotCli, { name: 'prog', ...program });
    turn(copilotCli, 'ours', false);
    expect(await seen()).toMatchObject({
      ours: { type: 'http', url: DEAD, enabled: false },
      prog: { command: '/bin/false', args: ['--flag'], env: { K: 'V' }, enabled: true },
    });
    turn(copilotCli, 'ours', true);
    expect((await seen())['ours']).toMatchObject({ enabled: true });
  });

  it('reads a workspace only in and below trusted folders, and .github only without .mcp.json', async () => {
    const hub = join(project, '.github', 'mcp.json');
    write(hub, '{"mcpServers":{"hub":{"command":"x"}}}');
    expect(await seen()).toEqual({});
    write(join(home, '.copilot', 'config.json'), JSON.stringify({ trustedFolders: [dirname(project)] }));
    expect(Object.keys(await seen())).toEqual(['hub']);
    expect(entry(copilotCli, 'hub')).toMatchObject({ approval: 'approved', ignored: null });
    write(join(project, '.mcp.json'), '{"mcpServers":{"root":{"command":"x"}}}');
    expect(Object.keys(await seen())).toEqual(['root']);
    expect(entry(copilotCli, 'hub').ignored?.reason).toContain('.mcp.json');
  });
});
