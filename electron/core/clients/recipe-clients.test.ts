import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { grokBuild } from './grok-build.ts';
import { memoryEnv } from './in-memory-files.ts';
import { kimiCode } from './kimi-code.ts';
import { mastraCode } from './mastra-code.ts';
import { adding, machineOf, USER } from './map-client-kit.ts';

const fixture = (path: string) => readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');

describe('Kimi Code', () => {
  const FILE = '/home/user/.kimi-code/mcp.json';
  const texts = { [FILE]: fixture('kimi-code/mcp.json') };

  it('reads what Kimi Code wrote, and switches by “enabled”', () => {
    const machine = machineOf(kimiCode, { texts });
    expect(machine.entries.map(({ name, transport, enabled }) => [name, transport, enabled])).toEqual([
      ['h', 'http', true],
      ['p', 'stdio', true],
      ['off', 'sse', false],
    ]);
    expect(machine.entry('off').bearerTokenEnvVar).toBe('TOK');
    expect(machine.switched('off', true)[FILE]).toBe(texts[FILE]?.replace('false\n', 'true\n'));
    expect(machine.removed('p')[FILE]).not.toContain('--flag');
  });

  it('infers the kind without “transport”, and says that one bad entry costs the file', () => {
    const text =
      '{"mcpServers":{"a":{"command":"x"},"b":{"url":"https://h.test/"},"c":{"transport":"http"}}}';
    const machine = machineOf(kimiCode, { texts: { [FILE]: text } });
    expect(machine.entries.map(({ transport }) => transport)).toEqual(['stdio', 'http', 'http']);
    expect(machine.entry('c').problem).toMatch(/refuses the whole file/);
  });

  it('has a key for the variable with the token, and moves with KIMI_CODE_HOME', () => {
    const { text } = adding(kimiCode, { bearerTokenEnvVar: 'TOK' });
    expect(JSON.parse(text)).toEqual({
      mcpServers: { kfuse: { transport: 'http', url: 'https://kfuse.test/mcp', bearerTokenEnvVar: 'TOK' } },
    });
    expect(adding(kimiCode, {}, USER, { vars: { KIMI_CODE_HOME: '/x' } }).path).toBe('/x/mcp.json');
    expect(() => adding(kimiCode, { headers: { A: '${TOK}' } })).toThrow(/unreplaced/);
  });

  it('waits for trust in a folder, where its own file wins over .mcp.json', () => {
    const shared = { 'a b/.mcp.json': 'x', 'a b/.kimi-code/mcp.json': 'y' };
    const project = '/home/user/a b';
    const machine = {
      projects: [project],
      texts: Object.fromEntries(
        Object.entries(shared).map(([path, command]) => [
          `/home/user/${path}`,
          JSON.stringify({ mcpServers: { s: { command } } }),
        ]),
      ),
      folders: { '/home/user/.kimi-code': ['mcp.json'] },
    };
    expect(machineOf(kimiCode, machine).entries).toMatchObject([
      { command: 'y', approval: 'pending', ignored: null },
      { command: 'x', approval: 'pending', ignored: { reason: expect.stringContaining('.kimi-code') } },
    ]);
    const trusted = { ...machine.folders, '/home/user/.kimi-code/workspace-trust': ['wd_a-b_41fd2ba6bac3'] };
    const entry = machineOf(kimiCode, { ...machine, folders: trusted }).entry('s');
    expect(entry.approval).toBe('approved');
  });
});

describe('Grok Build', () => {
  const FILE = '/home/user/.grok/config.toml';
  const text = fixture('grok-build/config.toml');
  const machine = machineOf(grokBuild, { texts: { [FILE]: text } });

  it('reads what Grok Build wrote, and leaves the comments', () => {
    expect(machine.entry('p')).toMatchObject({ transport: 'stdio', args: ['--flag'], enabled: true });
    expect(machine.entry('s')).toMatchObject({ transport: 'sse', problem: null });
    expect({ ...machine.entry('h').headers }).toEqual({ 'X-A': '1' });
    expect(machine.removed('p')[FILE]).toBe(text.slice(0, text.indexOf('\n[mcp_servers.p]')));
  });

  it('switches on what the key and the list keep off', () => {
    expect(machine.entry('h')).toMatchObject({ enabled: false, disabledBy: 'by ~/.grok/config.toml' });
    const on = machine.switched('h', true)[FILE] ?? '';
    expect(on).toBe(text.replace('    "h",\n', '').replace('enabled = false', 'enabled = true'));
  });

  it('keeps off for the person alone what a project shares, by the person’s list', () => {
    const path = '/p/.grok/config.toml';
    const shared = '[mcp_servers.pp]\ncommand = "x"\n';
    const both = machineOf(grokBuild, { texts: { [FILE]: '', [path]: shared }, projects: ['/p'] });
    expect(both.switched('pp', false)).toEqual({ [FILE]: 'disabled_mcp_servers = ["pp"]\n' });
    const off = machineOf(grokBuild, { texts: { [FILE]: text, [path]: shared }, projects: ['/p'] });
    expect(off.entry('pp').enabled).toBe(false);
    expect(off.switched('pp', true)[FILE]).toBe(text.replace('    "pp",\n', ''));
  });

  it('has a file of each project, and files of an organisation that stay as they are', () => {
    const scopes = grokBuild.locations(memoryEnv(), ['/p']).map(({ scope, path }) => [scope, path]);
    expect(scopes).toContainEqual(['project', '/p/.grok/config.toml']);
    expect(scopes).toContainEqual(['managed', '/etc/grok/requirements.toml']);
    expect(grokBuild.nameProblem('a__b')).not.toBeNull();
    expect(grokBuild.nameProblem('9x')).not.toBeNull();
  });
});

describe('Mastra Code', () => {
  const FILE = '/home/user/.mastracode/mcp.json';
  const texts = { [FILE]: fixture('mastra-code/mcp.json') };

  it('reads its own example, and parks', () => {
    const { entries } = machineOf(mastraCode, { texts });
    expect(entries.map(({ name, transport, enablement }) => [name, transport, enablement])).toEqual([
      ['filesystem', 'stdio', 'parked'],
      ['remote-api', 'http', 'parked'],
    ]);
  });

  it('says which entries it skips, and which file of a project wins', () => {
    const both = machineOf(mastraCode, {
      texts: { [FILE]: '{"mcpServers":{"a":{"command":"x","url":"https://h/"}}}' },
    });
    expect(both.entry('a').problem).toContain('skips');
    const shared = machineOf(mastraCode, {
      projects: ['/p'],
      folders: { '/home/user/.mastracode': ['mcp.json'] },
      texts: {
        '/p/.mcp.json': '{"mcpServers":{"s":{"command":"x"}}}',
        '/p/.mastracode/mcp.json': '{"mcpServers":{"s":{"command":"y"}}}',
      },
    });
    expect(shared.entries.map(({ command, ignored }) => [command, ignored === null])).toEqual([
      ['y', true],
      ['x', false],
    ]);
  });

  it('writes what its loader was seen to take', () => {
    expect(JSON.parse(adding(mastraCode, { headers: { A: '${TOK:-x}' } }).text)).toEqual({
      mcpServers: { kfuse: { url: 'https://kfuse.test/mcp', headers: { A: '${TOK:-x}' } } },
    });
  });
});
