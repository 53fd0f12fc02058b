import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { grokBuild } from './grok-build.ts';
import { memoryEnv } from './in-memory-files.ts';
import { kimiCode } from './kimi-code.ts';
import { adding, machineOf, USER } from './map-client-kit.ts';

const fixture = (path: string) => readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');

describe('Kimi Code', () => {
  const FILE = '/home/user/.kimi-code/mcp.json';
  const texts = { [FILE]: fixture('kimi-code/mcp.json') };

  it('tells the kind by “transport”, and parks', () => {
    const machine = machineOf(kimiCode, { texts });
    expect(machine.entries.map(({ name, transport, enablement }) => [name, transport, enablement])).toEqual([
      ['files', 'stdio', 'parked'],
      ['kfuse', 'http', 'parked'],
    ]);
    expect(machine.removed('kfuse')[FILE]).toBe(texts[FILE]?.replace(/,\n {4}"kfuse".*/, ''));
  });

  it('writes the kind, where a variable moves it to', () => {
    expect(JSON.parse(adding(kimiCode, {}).text)).toEqual({
      mcpServers: { kfuse: { transport: 'http', url: 'https://kfuse.test/mcp' } },
    });
    expect(adding(kimiCode, {}, USER, { vars: { KIMI_CODE_HOME: '/x' } }).path).toBe('/x/mcp.json');
  });
});

describe('Grok Build', () => {
  const FILE = '/home/user/.grok/config.toml';
  const text = fixture('grok-build/config.toml');
  const machine = machineOf(grokBuild, { texts: { [FILE]: text } });

  it('reads and removes tables, and leaves the comments', () => {
    expect(machine.entry('files')).toMatchObject({ transport: 'stdio', args: ['-y', 'files-server'] });
    expect(machine.entry('kfuse')).toMatchObject({ transport: 'http', enablement: 'parked', problem: null });
    expect({ ...machine.entry('kfuse').headers }).toEqual({ 'X-Tenant': 'one' });
    expect(machine.removed('kfuse')[FILE]).toBe(text.slice(0, text.indexOf('[mcp_servers.kfuse]')));
  });

  it('has a file of each project', () => {
    expect(grokBuild.locations(memoryEnv(), ['/p'])[1]?.path).toBe('/p/.grok/config.toml');
    expect(() => adding(grokBuild, { transport: 'sse' })).toThrow(/cannot load/);
  });
});
