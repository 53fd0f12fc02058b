import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { claudeCode } from './claude-code.ts';
import { machineOf } from './map-client-kit.ts';

const fixture = (path: string) =>
  readFileSync(new URL(`__fixtures__/claude-code/plugins/${path}`, import.meta.url), 'utf8');
const CACHE = '/home/user/.claude/plugins/cache/local';
const SETTINGS = '/home/user/.claude/settings.json';
const KFUSE = `${CACHE}/kfuse/1.0.0`;

/** Two plugins as `claude plugin install` left them, one with an older version beside it. */
function machine(settings: unknown, project: unknown = {}) {
  return machineOf(claudeCode, {
    projects: ['/home/user/work/app'],
    texts: {
      '/home/user/.claude.json': '{}',
      '/home/user/.claude/plugins/installed_plugins.json': fixture('installed_plugins.json'),
      [SETTINGS]: JSON.stringify(settings),
      '/home/user/work/app/.claude/settings.local.json': JSON.stringify(project),
      [`${KFUSE}/.mcp.json`]: fixture('kfuse.mcp.json'),
      [`${CACHE}/kfuse/0.9.0/.mcp.json`]: fixture('kfuse.mcp.json'),
      [`${CACHE}/two/1.0.0/.mcp.json`]: '{"flat":{"command":"/bin/false"},"inl":{"command":"/other"}}',
      [`${CACHE}/two/1.0.0/.claude-plugin/plugin.json`]: fixture('two.plugin.json'),
    },
    folders: {
      '/home/user/.claude/plugins/cache': ['local'],
      [CACHE]: ['kfuse', 'two'],
      [`${CACHE}/kfuse`]: ['0.9.0', '1.0.0'],
      [`${CACHE}/two`]: ['1.0.0'],
      [KFUSE]: ['.mcp.json', '.claude-plugin'],
      [`${CACHE}/kfuse/0.9.0`]: ['.mcp.json'],
      [`${CACHE}/two/1.0.0`]: ['.mcp.json', '.claude-plugin'],
      [`${CACHE}/two/1.0.0/.claude-plugin`]: ['plugin.json'],
    },
  });
}

const ON = { enabledPlugins: { 'kfuse@local': true } };

it('lists the servers of installed plugins under the names Claude Code has for them, not to be changed', () => {
  const { entries, entry, removed } = machine(ON, { enabledPlugins: { 'two@local': true } });
  expect(entries.map(({ name, scope, project }) => [name, scope, project])).toEqual([
    ['plugin:kfuse:k', 'user', null],
    ['plugin:kfuse:loc', 'user', null],
    ['plugin:two:flat', 'local', '/home/user/work/app'],
    ['plugin:two:inl', 'local', '/home/user/work/app'],
  ]);
  expect(entry('plugin:kfuse:k')).toMatchObject({
    transport: 'http',
    enabled: true,
    readOnly: true,
    suppliedBy: 'the plugin kfuse@local',
  });
  expect(entry('plugin:kfuse:loc').command).toBe(`${KFUSE}/bin/x`);
  expect(entry('plugin:two:inl').command).toBe('/bin/false');
  expect(() => removed('plugin:kfuse:k')).toThrow(/comes with the plugin kfuse@local/);
});

it('says that one is off with its plugin, which nothing here switches', () => {
  for (const settings of [{ enabledPlugins: { 'kfuse@local': false } }, {}]) {
    const off = machine(settings);
    expect(off.entry('plugin:kfuse:k')).toMatchObject({ enabled: false, enablement: 'unsupported' });
    expect(() => off.switched('plugin:kfuse:k', true)).toThrow(/comes with the plugin/);
  }
  const inProject = machine(
    { enabledPlugins: { 'two@local': true } },
    { enabledPlugins: { 'two@local': false } },
  );
  expect(inProject.entry('plugin:two:flat').disabledBy).toContain('settings.local.json');
});

it('switches one alone by its whole name, as Claude Code would', () => {
  const { switched } = machine(ON, { enabledPlugins: { 'two@local': true } });
  const settings = switched('plugin:kfuse:k', false)[SETTINGS] ?? '';
  expect(JSON.parse(settings)).toEqual({ ...ON, deniedMcpServers: [{ serverName: 'plugin:kfuse:k' }] });
  const record = switched('plugin:two:flat', false)['/home/user/.claude.json'] ?? '';
  expect(JSON.parse(record)).toEqual({
    projects: { '/home/user/work/app': { disabledMcpServers: ['plugin:two:flat'] } },
  });
  expect(machine(JSON.parse(settings)).entry('plugin:kfuse:k')).toMatchObject({
    enabled: false,
    enablement: 'native',
  });
});
