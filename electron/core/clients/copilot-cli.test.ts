import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { copilotCli } from './copilot-cli.ts';
import { memoryEnv } from './in-memory-files.ts';
import { adding, machineOf, USER } from './map-client-kit.ts';

function fixture(path: string): string {
  return readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');
}

const HOME = '/home/user/.copilot';
const CONFIG = `${HOME}/mcp-config.json`;
const SETTINGS = `${HOME}/settings.json`;
const folders = { [HOME]: ['mcp-config.json'] };
const project = { scope: 'project', project: '/p', bridge: false } as const;

const texts = {
  [CONFIG]: fixture('copilot-cli/mcp-config.json'),
  [SETTINGS]: fixture('copilot-cli/settings.json'),
  '/p/.mcp.json': fixture('copilot-cli/project-mcp.json'),
  '/p/.github/mcp.json': '{"mcpServers":{"hub":{"command":"x"}}}',
};

describe('Copilot CLI', () => {
  const machine = machineOf(copilotCli, { texts, folders, projects: ['/p'] });

  it('reads what copilot wrote, with every spelling of a kind', () => {
    expect(machine.entries.map(({ name, transport, enabled }) => [name, transport, enabled])).toEqual([
      ['open-http', 'http', true],
      ['sl/ash', 'stdio', true],
      ['stdio-one', 'stdio', true],
      ['auth-http', 'http', true],
      ['bad name', 'stdio', true],
      ['dot.name', 'stdio', true],
      ['wsdot', 'stdio', false],
      ['hub', 'stdio', true],
    ]);
    expect(machine.entry('wsdot').disabledBy).toBe('by ~/.copilot/settings.json');
    const odd = `// c\n{"mcpServers":{"a":{"url":"http://127.0.0.1:9"},"b":{"type":"streamable-http","url":"http://127.0.0.1:9"},
      "c":{"command":"x","url":"http://127.0.0.1:9"},"d":3,}}`;
    const kinds = machineOf(copilotCli, { texts: { [CONFIG]: odd } }).entries;
    expect(kinds.map(({ transport, problem }) => [transport, problem === null])).toEqual([
      ['http', true],
      ['http', true],
      ['stdio', true],
      ['unknown', false],
    ]);
  });

  it('switches by name in the settings, keeping the rest of them', () => {
    expect(JSON.parse(machine.switched('wsdot', true)[SETTINGS] ?? '')).toEqual({
      disabledMcpServers: ['nope'],
    });
    expect(JSON.parse(machine.switched('open-http', false)[SETTINGS] ?? '')).toEqual({
      disabledMcpServers: ['nope', 'wsdot', 'open-http'],
    });
  });

  it('waits for the folder to be trusted, and hides .github behind .mcp.json', () => {
    expect(machine.entry('wsdot').approval).toBe('pending');
    expect(machine.entry('hub').ignored?.reason).toContain('.mcp.json');
    const config = { [`${HOME}/config.json`]: '{"trustedFolders":["/"]}' };
    const trusted = machineOf(copilotCli, { texts: { ...texts, ...config }, folders, projects: ['/p'] });
    expect(trusted.entry('wsdot').approval).toBe('approved');
    expect(trusted.entry('open-http').approval).toBeNull();
    const near = { [`${HOME}/config.json`]: '{"trustedFolders":["/pp"]}' };
    expect(
      machineOf(copilotCli, { texts: { ...texts, ...near }, folders, projects: ['/p'] }).entry('wsdot')
        .approval,
    ).toBe('pending');
  });

  it('leaves .mcp.json to Claude Code on a computer without Copilot', () => {
    const paths = copilotCli.locations(memoryEnv(), ['/p']).map(({ path }) => path);
    expect(paths).not.toContain('/p/.mcp.json');
    expect(adding(copilotCli, {}, project).path).toBe('/p/.github/mcp.json');
  });

  it('adds so that every reader of the file knows the kind, to the file that counts', () => {
    const { path, text, notes } = adding(copilotCli, { transport: 'stdio', command: 'node' }, project, {
      folders,
      texts: { '/p/.github/mcp.json': '{}' },
      projects: ['/p'],
    });
    expect([path, JSON.parse(text), notes.length]).toEqual([
      '/p/.github/mcp.json',
      { mcpServers: { kfuse: { tools: ['*'], type: 'stdio', command: 'node', args: [] } } },
      1,
    ]);
    expect(adding(copilotCli, {}, project, { folders }).path).toBe('/p/.mcp.json');
    const elsewhere = adding(copilotCli, {}, USER, { vars: { COPILOT_HOME: '/c' } });
    expect(elsewhere.path).toBe('/c/mcp-config.json');
  });
});
