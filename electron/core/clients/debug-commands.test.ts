import { describe, expect, test } from 'vitest';
import { ADAPTERS, adapterFor } from './registry.ts';
import { shellCommand } from './shell-command.ts';

const HOME = { linux: '/home/me', darwin: '/Users/me', win32: 'C:\\Users\\me' } as const;
const PLATFORMS = ['linux', 'darwin', 'win32'] as const;

function commandOf(
  client: string,
  platform: (typeof PLATFORMS)[number],
  entry: { name: string; url: string | null },
) {
  const help = adapterFor(client)?.debug?.(entry, { platform, home: HOME[platform] }) ?? null;
  return help === null ? null : shellCommand(help.argv, platform, help.variables);
}
const web = { name: 'kfuse', url: 'https://kfuse.test/mcp' };

describe('a command that makes a client tell more', () => {
  test('is one of the client’s own programs, and says what it does', () => {
    const told = ADAPTERS.flatMap((adapter) =>
      PLATFORMS.flatMap((platform) => {
        const help = adapter.debug?.(web, { platform, home: HOME[platform] }) ?? null;
        return help === null ? [] : [{ adapter, help }];
      }),
    );
    expect(new Set(told.map(({ adapter }) => adapter.id)).size).toBeGreaterThan(10);
    const foreign = told.filter(({ adapter, help }) => !adapter.binaries.includes(help.argv[0] ?? ''));
    expect(foreign.map(({ adapter, help }) => [adapter.id, help.argv[0]])).toEqual([
      ['claude-desktop', 'tail'],
    ]);
    expect(told.filter(({ help }) => !/^[A-Z].*\.$/.test(help.tells))).toEqual([]);
  });

  test.each([
    ['claude-code', 'linux', 'claude --debug'],
    ['codex', 'linux', 'RUST_LOG=codex_core=debug,codex_rmcp_client=debug codex'],
    ['codex', 'win32', "$env:RUST_LOG='codex_core=debug,codex_rmcp_client=debug'; codex"],
    ['opencode', 'linux', 'opencode mcp debug kfuse'],
    [
      'claude-desktop',
      'darwin',
      'tail -n 20 -F /Users/me/Library/Logs/Claude/mcp.log /Users/me/Library/Logs/Claude/mcp-server-kfuse.log',
    ],
    ['claude-desktop', 'win32', null],
    ['cursor', 'linux', null],
  ] as const)('of %s on %s', (client, platform, command) => {
    expect(commandOf(client, platform, web)).toBe(command);
  });

  test('keeps a name whole that a shell would take apart', () => {
    const odd = { name: "it's; $(rm x)", url: null };
    expect(commandOf('amp', 'linux', odd)).toBe("amp mcp doctor 'it'\\''s; $(rm x)'");
    expect(commandOf('amp', 'win32', odd)).toBe("amp mcp doctor 'it''s; $(rm x)'");
  });
});
