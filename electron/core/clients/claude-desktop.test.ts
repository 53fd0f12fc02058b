import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { claudeDesktop } from './claude-desktop.ts';
import { afterPlan, memoryEnv, memoryFiles, newServer } from './in-memory-files.ts';
import type { MemoryMachine } from './in-memory-files.ts';
import type { AddPlace } from './shared-parts.ts';

const text = readFileSync(
  new URL('__fixtures__/claude-desktop/claude_desktop_config.json', import.meta.url),
  'utf8',
);
const MAC = '/Users/me/Library/Application Support/Claude/claude_desktop_config.json';
const mac = { platform: 'darwin', home: '/Users/me' } as const;
const user: AddPlace = { scope: 'user', project: null, bridge: false };
const bridge: AddPlace = { ...user, bridge: true };

const locations = (machine: MemoryMachine) => claudeDesktop.locations(memoryEnv(machine), ['/p']);

function added(machine: MemoryMachine, server: Parameters<typeof newServer>[0], place = user) {
  const files = memoryFiles(claudeDesktop, machine);
  const plan = claudeDesktop.add(files, newServer(server), place);
  if (!plan.ok) return plan.error;
  const written = Object.values(afterPlan(files, plan.value))[0] ?? '';
  return (JSON.parse(written) as { mcpServers: Record<string, unknown> }).mcpServers['kfuse'];
}

describe('Claude Desktop: files', () => {
  it('knows the file of each system', () => {
    expect(locations(mac).map(({ path }) => path)).toEqual([MAC]);
    expect(locations({})[0]?.path).toBe('/home/user/.config/Claude/claude_desktop_config.json');
    expect(locations({ vars: { XDG_CONFIG_HOME: '/x' } })[0]?.path).toBe(
      '/x/Claude/claude_desktop_config.json',
    );
    expect(locations({ platform: 'win32' })[0]?.path).toBe(
      'C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json',
    );
  });

  it('prefers the file of the Windows package and marks the other as not read', () => {
    const local = 'C:\\Users\\me\\AppData\\Local';
    const folders = {
      [`${local}\\Packages`]: ['Other_1', 'Claude_pzs8sxrjxfjjc'],
      'C:\\Users\\me\\AppData\\Roaming\\Claude': ['claude_desktop_config.json'],
    };
    const found = locations({ platform: 'win32', folders });
    expect(found.map(({ path, tag, ignored }) => [path, tag, ignored === null])).toEqual([
      [
        `${local}\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json`,
        null,
        true,
      ],
      ['C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json', 'AppData', false],
    ]);
  });
});

describe('Claude Desktop: entries', () => {
  it('loads local programs and marks addresses as skipped, with what to do', () => {
    const files = memoryFiles(claudeDesktop, { ...mac, texts: { [MAC]: text } });
    const entries = claudeDesktop.entries(files);
    expect(entries.map(({ name, transport, enablement }) => [name, transport, enablement])).toEqual([
      ['files', 'stdio', 'parked'],
      ['kfuse', 'http', 'parked'],
      ['events', 'sse', 'parked'],
    ]);
    expect(entries[0]?.ignored).toBeNull();
    expect(entries[1]?.ignored?.next).toMatch(/Connectors.*bridge/);
    const [first] = entries;
    if (first === undefined) throw new Error('no entry');
    expect(claudeDesktop.setEnabled(files, first, false)).toBe('park');
    expect(claudeDesktop.login(first)).toBeNull();
    const plan = claudeDesktop.remove(files, first);
    expect(plan.ok && JSON.parse(afterPlan(files, plan.value)[MAC] ?? '')).toEqual({
      mcpServers: { kfuse: expect.anything() as unknown, events: expect.anything() as unknown },
      preferences: { menuBarEnabled: true },
    });
  });

  it('names entries that are no entries', () => {
    const texts = { [MAC]: '{"mcpServers":{"a":1,"b":{},"c":{"command":"x","args":"y"}}}' };
    const problems = claudeDesktop
      .entries(memoryFiles(claudeDesktop, { ...mac, texts }))
      .map(({ problem }) => problem);
    expect(problems).toEqual([
      'The entry must be a group of settings, but is a number.',
      'The entry has no command to start.',
      '“args” must be a list of texts, but is text.',
    ]);
  });
});

describe('Claude Desktop: adding', () => {
  it('offers the two real ways for an address instead of writing a dead entry', () => {
    expect(added(mac, {})).toMatchObject({ code: 'Unsupported', next: /Connectors.*bridge/ });
  });

  it('writes the bridge, with header values out of the command line', () => {
    expect(added(mac, { headers: { Authorization: 'Bearer s3cret' } }, bridge)).toEqual({
      command: 'npx',
      args: ['-y', 'mcp-remote', 'https://kfuse.test/mcp', '--header', 'Authorization:${MCP_HEADER_1}'],
      env: { MCP_HEADER_1: 'Bearer s3cret' },
    });
    expect(added(mac, { url: 'http://10.0.0.5/mcp' }, bridge)).toMatchObject({
      args: ['-y', 'mcp-remote', 'http://10.0.0.5/mcp', '--allow-http'],
    });
  });

  it('goes through cmd on Windows and refuses an address that cmd would misread', () => {
    const windows = { platform: 'win32' } as const;
    expect(added(windows, {}, bridge)).toEqual({
      command: 'cmd',
      args: ['/c', 'npx', '-y', 'mcp-remote', 'https://kfuse.test/mcp'],
    });
    expect(added(windows, { url: 'https://kfuse.test/mcp?a=1&calc' }, bridge)).toMatchObject({
      code: 'Unsupported',
    });
    expect(added(mac, { url: 'https://kfuse.test/mcp?a=1&b=2' }, bridge)).toMatchObject({ command: 'npx' });
  });

  it('does not pretend to replace variables', () => {
    expect(added(mac, { bearerTokenEnvVar: 'T' }, bridge)).toMatchObject({ code: 'Unsupported' });
    expect(added(mac, { headers: { A: '${B}' } }, bridge)).toMatchObject({ code: 'Unsupported' });
    const program = { transport: 'stdio', command: 'x', env: { A: '${A}' } } as const;
    expect(added(mac, program)).toMatchObject({ code: 'Unsupported' });
  });

  it('writes a local program and refuses a taken name or another scope', () => {
    const program = { transport: 'stdio', command: 'node', args: ['a'] } as const;
    expect(added(mac, { ...program, args: ['a'] })).toEqual({ command: 'node', args: ['a'] });
    expect(added({ ...mac, texts: { [MAC]: text } }, { ...program, args: [] })).toMatchObject({
      code: 'EntryExists',
    });
    const files = memoryFiles(claudeDesktop, mac);
    const place = { scope: 'project', project: '/p', bridge: false } as const;
    expect(claudeDesktop.add(files, newServer({ ...program, args: [] }), place)).toMatchObject({ ok: false });
  });
});
