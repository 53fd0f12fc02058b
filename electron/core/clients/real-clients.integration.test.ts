import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { realClients, run } from '../../../e2e/rig/real-clients.ts';
import type { RealClients } from '../../../e2e/rig/real-clients.ts';
import { claudeCode } from './claude-code.ts';
import { codex as codexAdapter } from './codex.ts';
import { DEAD, PROGRAM, scratchPerson } from '../../../e2e/rig/scratch-person.ts';
import type { ScratchPerson } from '../../../e2e/rig/scratch-person.ts';
import type { ClientAdapter } from './types.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-tray-clients-')));
let clients: RealClients;
let person: ScratchPerson;
let count = 0;

beforeAll(async () => {
  clients = await realClients();
}, 600_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

function newPerson(adapter: ClientAdapter): () => void {
  return () => {
    person = scratchPerson(adapter, join(base, String((count += 1))));
    mkdirSync(join(person.home, '.codex'));
  };
}

const here = () => ({ home: person.home, cwd: person.project });
const claude = (...args: readonly string[]) => run(clients.claude, args, here());
const codex = (...args: readonly string[]) => run(clients.codex, args, here());
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

describe('Claude Code, the real one', () => {
  beforeEach(newPerson(claudeCode));

  it('writes entries of every scope and transport that we read with the right fields', async () => {
    await claude('mcp', 'add', '-s', 'user', '-t', 'http', 'h', DEAD, '-H', 'X-A: 1');
    await claude('mcp', 'add', '-s', 'local', '-t', 'sse', 's', DEAD);
    await claude('mcp', 'add', '-s', 'project', 'p', '-e', 'K=V', '--', '/bin/false', '--flag');
    expect(person.entry('h')).toMatchObject({
      scope: 'user',
      transport: 'http',
      url: DEAD,
      headers: { 'X-A': '1' },
      enabled: true,
    });
    expect(person.entry('s')).toMatchObject({
      scope: 'local',
      project: person.project,
      transport: 'sse',
      url: DEAD,
    });
    expect(person.entry('p')).toMatchObject({
      scope: 'project',
      project: person.project,
      transport: 'stdio',
      command: '/bin/false',
      args: ['--flag'],
      env: { K: 'V' },
      approval: 'pending',
    });
    expect(person.projects()).toEqual([person.project]);
  });

  it('reads what our plans write, into files that were not there', async () => {
    person.add({ name: 'u', headers: { 'X-A': '1' } }, 'user');
    person.add({ name: 'l', ...PROGRAM }, 'local');
    person.add({ name: 'p', transport: 'sse' }, 'project');
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
      person.turn(name, false);
      expect(person.entry(name).enabled).toBe(false);
      expect(await seenByClaude(name)).toMatch(words);
      person.turn(name, true);
      expect(person.entry(name).enabled).toBe(true);
      expect(await seenByClaude(name)).toMatch(name === 'p' ? /Pending approval/ : /Failed to connect/);
    }
  });

  it('names a plugin’s servers as our list does, and obeys our switch of one', async () => {
    const market = join(person.home, 'market');
    const plugin = join(market, 'plugins', 'kfuse');
    const about = { name: 'kfuse', description: 'x', version: '1.0.0' };
    const plugins = [{ ...about, source: './plugins/kfuse' }];
    const list = join(market, '.claude-plugin', 'marketplace.json');
    person.write(list, JSON.stringify({ name: 'local', owner: { name: 'me' }, plugins }));
    person.write(join(plugin, '.claude-plugin', 'plugin.json'), JSON.stringify(about));
    person.write(join(plugin, '.mcp.json'), JSON.stringify({ k: { type: 'http', url: DEAD } }));
    await claude('plugin', 'marketplace', 'add', market);
    await claude('plugin', 'install', 'kfuse@local');
    const name = 'plugin:kfuse:k';
    expect(person.entry(name)).toMatchObject({
      url: DEAD,
      enabled: true,
      suppliedBy: 'the plugin kfuse@local',
    });
    expect(await seenByClaude(name)).toMatch(/Type: http/);
    person.turn(name, false);
    expect(await seenByClaude(name)).toBe('');
    person.turn(name, true);
    expect(await seenByClaude(name)).toMatch(/Type: http/);
    await claude('plugin', 'disable', 'kfuse@local');
    expect(person.entry(name)).toMatchObject({ enabled: false, enablement: 'unsupported' });
  });

  it('no longer knows an entry that we removed', async () => {
    await claude('mcp', 'add', '-s', 'user', 'u', '--', '/bin/false');
    person.remove('u');
    expect(await claude('mcp', 'get', 'u')).toMatchObject({ code: 1 });
  });
});

describe('Codex, the real one', () => {
  beforeEach(newPerson(codexAdapter));

  it('writes entries that we read with the right fields', async () => {
    await codex('mcp', 'add', 'h', '--url', DEAD, '--bearer-token-env-var', 'TOK');
    await codex('mcp', 'add', 'dot.name', '--env', 'K=V', '--', '/bin/false', '--flag');
    expect(person.entry('h')).toMatchObject({
      transport: 'http',
      url: DEAD,
      bearerTokenEnvVar: 'TOK',
      enabled: true,
    });
    expect(person.entry('dot.name')).toMatchObject({
      transport: 'stdio',
      command: '/bin/false',
      args: ['--flag'],
      env: { K: 'V' },
    });
  });

  it('reads what our plans write, obeys the switch and forgets what we remove', async () => {
    person.add({ name: 'h', headers: { 'X-A': '1', 'X-B': '${B}', Authorization: 'Bearer ${T}' } });
    person.add({
      name: 'x:y@z/1',
      ...PROGRAM,
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
    person.turn('h', false);
    expect((await seenByCodex()).map(({ enabled }) => enabled)).toEqual([false, true]);
    person.turn('h', true);
    expect((await seenByCodex()).map(({ enabled }) => enabled)).toEqual([true, true]);
    person.remove('h');
    expect((await seenByCodex()).map(({ name }) => name)).toEqual(['x:y@z/1']);
  });

  it('merges a trusted project’s table with the person’s, as our list says', async () => {
    const config = join(person.home, '.codex', 'config.toml');
    const inProject = join(person.project, '.codex', 'config.toml');
    person.write(inProject, '[mcp_servers.a]\nenabled = false\n');
    person.write(config, '[mcp_servers.a]\ncommand = "/bin/false"\n');
    expect(await seenByCodex()).toMatchObject([{ name: 'a', enabled: true }]);
    expect(person.entry('a', 'project').approval).toBe('pending');
    person.write(
      config,
      `${readFileSync(config, 'utf8')}[projects."${person.project}"]\ntrust_level = "trusted"\n`,
    );
    expect(await seenByCodex()).toMatchObject([{ enabled: false, transport: { command: '/bin/false' } }]);
    expect(person.entry('a', 'project')).toMatchObject({
      enabled: false,
      command: '/bin/false',
      approval: 'approved',
    });
  });

  it('refuses to start with the entries that we call broken', async () => {
    const config = join(person.home, '.codex', 'config.toml');
    for (const table of [
      'command = "x"\nurl = "http://h/"',
      'enabled = true',
      'url = "http://h/"\nargs = []',
    ]) {
      person.write(config, `[mcp_servers.t]\n${table}\n`);
      expect(person.entry('t').problem).not.toBeNull();
      expect(await codex('mcp', 'list')).toMatchObject({ code: 1 });
    }
  });
});
