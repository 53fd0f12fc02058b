import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { realClients, run } from '../../../e2e/rig/real-clients.ts';
import type { RealClients } from '../../../e2e/rig/real-clients.ts';
import type { Result } from '../../../shared/errors.ts';
import { afterPlan, memoryFiles, newServer } from './in-memory-files.ts';
import { adapterFor } from './registry.ts';
import type { ClientAdapter, ClientFiles, EditPlan, RawEntry } from './types.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-tray-clients-')));
let clients: RealClients;
let home: string;
let project: string;
let count = 0;

beforeAll(async () => {
  clients = await realClients();
}, 600_000);
beforeEach(() => {
  home = join(base, String((count += 1)), 'home');
  project = join(home, 'work', 'app');
  mkdirSync(project, { recursive: true });
  mkdirSync(join(home, '.codex'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const claude = (...args: readonly string[]) => run(clients.claude, args, { home, cwd: project });
const codex = (...args: readonly string[]) => run(clients.codex, args, { home, cwd: project });
const seenByClaude = async (name: string): Promise<string> => (await claude('mcp', 'get', name)).stdout;

interface CodexServer {
  readonly name: string;
  readonly enabled: boolean;
  readonly transport: Readonly<Record<string, unknown>>;
}
async function seenByCodex(): Promise<readonly CodexServer[]> {
  const { code, stdout, stderr } = await codex('mcp', 'list', '--json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly CodexServer[];
}

function adapter(id: string): ClientAdapter {
  const found = adapterFor(id);
  if (found === null) throw new Error(id);
  return found;
}

/** The files as they are on disk now. */
function onDisk(id: string): ClientFiles {
  const env = { platform: 'linux', home, vars: {}, listing: () => [] } as const;
  const texts: Record<string, string> = {};
  for (const { path } of adapter(id).locations(env, [project])) {
    try {
      texts[path] = readFileSync(path, 'utf8');
    } catch {
      // Not there: nothing to read.
    }
  }
  return memoryFiles(adapter(id), { home, texts, projects: [project] });
}

function entry(id: string, name: string, scope?: string): RawEntry {
  const found = adapter(id)
    .entries(onDisk(id))
    .find((one) => one.name === name && (scope === undefined || one.scope === scope));
  if (found === undefined) throw new Error(`${name} is not listed`);
  return found;
}

function apply(id: string, plan: Result<EditPlan> | 'park'): void {
  if (plan === 'park') throw new Error('to be parked');
  if (!plan.ok) throw new Error(plan.error.message);
  for (const [path, text] of Object.entries(afterPlan(onDisk(id), plan.value))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

const turn = (id: string, name: string, on: boolean): void =>
  apply(id, adapter(id).setEnabled(onDisk(id), entry(id, name), on));

function add(
  id: string,
  fields: Parameters<typeof newServer>[0],
  scope: 'user' | 'local' | 'project' = 'user',
): void {
  const place = { scope, project: scope === 'user' ? null : project, bridge: false };
  apply(id, adapter(id).add(onDisk(id), newServer({ url: DEAD, ...fields }), place));
}

const DEAD = 'http://127.0.0.1:9/mcp';
const program = { transport: 'stdio', command: '/bin/false', args: ['--flag'], env: { K: 'V' } } as const;

describe('Claude Code, the real one', () => {
  it('writes entries of every scope and transport that we read with the right fields', async () => {
    await claude('mcp', 'add', '-s', 'user', '-t', 'http', 'h', DEAD, '-H', 'X-A: 1');
    await claude('mcp', 'add', '-s', 'local', '-t', 'sse', 's', DEAD);
    await claude('mcp', 'add', '-s', 'project', 'p', '-e', 'K=V', '--', '/bin/false', '--flag');
    expect(entry('claude-code', 'h')).toMatchObject({
      scope: 'user',
      transport: 'http',
      url: DEAD,
      headers: { 'X-A': '1' },
      enabled: true,
    });
    expect(entry('claude-code', 's')).toMatchObject({ scope: 'local', project, transport: 'sse', url: DEAD });
    expect(entry('claude-code', 'p')).toMatchObject({
      scope: 'project',
      project,
      transport: 'stdio',
      command: '/bin/false',
      args: ['--flag'],
      env: { K: 'V' },
      approval: 'pending',
    });
    expect(adapter('claude-code').projects(onDisk('claude-code'))).toEqual([project]);
  });

  it('reads what our plans write, into files that were not there', async () => {
    add('claude-code', { name: 'u', headers: { 'X-A': '1' } }, 'user');
    add('claude-code', { name: 'l', ...program, args: ['--flag'], url: null }, 'local');
    add('claude-code', { name: 'p', transport: 'sse' }, 'project');
    expect(await seenByClaude('u')).toMatch(/User config[\s\S]*Type: http[\s\S]*127\.0\.0\.1:9[\s\S]*X-A: 1/);
    expect(await seenByClaude('l')).toMatch(
      /Local config[\s\S]*Command: \/bin\/false[\s\S]*--flag[\s\S]*K=V/,
    );
    expect(await seenByClaude('p')).toMatch(/Project config[\s\S]*Pending approval[\s\S]*Type: sse/);
  });

  it('obeys each scope’s switch, and our list says the same', async () => {
    await claude('mcp', 'add', '-s', 'user', 'u', '--', '/bin/false');
    await claude('mcp', 'add', '-s', 'local', 'l', '--', '/bin/false');
    await claude('mcp', 'add', '-s', 'project', 'p', '--', '/bin/false');
    const off: readonly [string, RegExp][] = [
      ['u', /^$/],
      ['l', /Disabled for this project/],
      ['p', /Rejected/],
    ];
    for (const [name, words] of off) {
      turn('claude-code', name, false);
      expect(entry('claude-code', name).enabled).toBe(false);
      expect(await seenByClaude(name)).toMatch(words);
      turn('claude-code', name, true);
      expect(entry('claude-code', name).enabled).toBe(true);
      expect(await seenByClaude(name)).toMatch(name === 'p' ? /Pending approval/ : /Failed to connect/);
    }
  });

  it('no longer knows an entry that we removed', async () => {
    await claude('mcp', 'add', '-s', 'user', 'u', '--', '/bin/false');
    apply('claude-code', adapter('claude-code').remove(onDisk('claude-code'), entry('claude-code', 'u')));
    expect(await claude('mcp', 'get', 'u')).toMatchObject({ code: 1 });
  });
});

describe('Codex, the real one', () => {
  it('writes entries that we read with the right fields', async () => {
    await codex('mcp', 'add', 'h', '--url', DEAD, '--bearer-token-env-var', 'TOK');
    await codex('mcp', 'add', 'dot.name', '--env', 'K=V', '--', '/bin/false', '--flag');
    expect(entry('codex', 'h')).toMatchObject({
      transport: 'http',
      url: DEAD,
      bearerTokenEnvVar: 'TOK',
      enabled: true,
    });
    expect(entry('codex', 'dot.name')).toMatchObject({
      transport: 'stdio',
      command: '/bin/false',
      args: ['--flag'],
      env: { K: 'V' },
    });
  });

  it('reads what our plans write, obeys the switch and forgets what we remove', async () => {
    add('codex', { name: 'h', headers: { 'X-A': '1', 'X-B': '${B}', Authorization: 'Bearer ${T}' } });
    add('codex', {
      name: 'x:y@z/1',
      ...program,
      args: ['--flag'],
      env: { K: 'V', HOME: '${HOME}' },
      url: null,
    });
    expect(await seenByCodex()).toMatchObject([
      {
        name: 'h',
        enabled: true,
        transport: {
          type: 'streamable_http',
          url: DEAD,
          bearer_token_env_var: 'T',
          http_headers: { 'X-A': expect.any(String) as string },
          env_http_headers: { 'X-B': expect.any(String) as string },
        },
      },
      {
        name: 'x:y@z/1',
        transport: {
          type: 'stdio',
          command: '/bin/false',
          args: ['--flag'],
          env: { K: 'V' },
          env_vars: ['HOME'],
        },
      },
    ]);
    turn('codex', 'h', false);
    expect((await seenByCodex()).map(({ enabled }) => enabled)).toEqual([false, true]);
    turn('codex', 'h', true);
    expect((await seenByCodex()).map(({ enabled }) => enabled)).toEqual([true, true]);
    apply('codex', adapter('codex').remove(onDisk('codex'), entry('codex', 'h')));
    expect((await seenByCodex()).map(({ name }) => name)).toEqual(['x:y@z/1']);
  });

  it('merges a trusted project’s table with the person’s, as our list says', async () => {
    const config = join(home, '.codex', 'config.toml');
    const inProject = join(project, '.codex', 'config.toml');
    mkdirSync(dirname(inProject));
    writeFileSync(inProject, '[mcp_servers.a]\nenabled = false\n');
    writeFileSync(config, '[mcp_servers.a]\ncommand = "/bin/false"\n');
    expect(await seenByCodex()).toMatchObject([{ name: 'a', enabled: true }]);
    expect(entry('codex', 'a', 'project').approval).toBe('pending');
    writeFileSync(
      config,
      `${readFileSync(config, 'utf8')}[projects."${project}"]\ntrust_level = "trusted"\n`,
    );
    expect(await seenByCodex()).toMatchObject([{ enabled: false, transport: { command: '/bin/false' } }]);
    expect(entry('codex', 'a', 'project')).toMatchObject({
      enabled: false,
      command: '/bin/false',
      approval: 'approved',
    });
  });

  it('refuses to start with the entries that we call broken', async () => {
    const config = join(home, '.codex', 'config.toml');
    for (const table of [
      'command = "x"\nurl = "http://h/"',
      'enabled = true',
      'url = "http://h/"\nargs = []',
    ]) {
      writeFileSync(config, `[mcp_servers.t]\n${table}\n`);
      expect(entry('codex', 't').problem).not.toBeNull();
      expect(await codex('mcp', 'list')).toMatchObject({ code: 1 });
    }
  });
});
