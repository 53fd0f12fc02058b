import type { ServerEntry } from '../../shared/domain.ts';
import type { ClientView, ConfigFileView, Snapshot } from '../../shared/snapshot.ts';
import { CLIENTS, FILES, makeEntry, makeSnapshot, pictureEntries } from './fixture.ts';

/** A machine with many clients: what a person with every AI app would see. */

const MORE: readonly (readonly [id: string, name: string, installed: boolean])[] = [
  ['cursor', 'Cursor', true],
  ['vscode', 'VS Code', true],
  ['vscode-insiders', 'VS Code Insiders', false],
  ['windsurf', 'Windsurf', true],
  ['antigravity', 'Antigravity', false],
  ['gemini-cli', 'Gemini CLI', true],
  ['qwen-code', 'Qwen Code', false],
  ['copilot-cli', 'GitHub Copilot CLI', true],
  ['continue', 'Continue', false],
  ['goose', 'Goose', true],
  ['opencode', 'OpenCode', true],
  ['zed', 'Zed', true],
  ['cline', 'Cline', false],
  ['roo-code', 'Roo Code', false],
  ['kilo-code', 'Kilo Code', false],
  ['lm-studio', 'LM Studio', false],
  ['junie', 'Junie', false],
  ['jetbrains-ai', 'JetBrains AI Assistant', false],
  ['kiro', 'Kiro', false],
  ['amazon-q', 'Amazon Q Developer CLI', false],
  ['warp', 'Warp', false],
  ['amp', 'Amp', false],
  ['factory-droid', 'Factory Droid', false],
  ['auggie', 'Auggie', false],
  ['crush', 'Crush', false],
];

const MORE_CLIENTS: readonly ClientView[] = MORE.map(([id, name, installed], index) => ({
  id,
  name,
  mark: `M3 ${3 + (index % 10)}h10`,
  installed,
  version: installed ? '1.18.33' : null,
  scopes: ['user', 'project'],
  transports: ['stdio', 'http', 'sse'],
  reload: `Start ${name} anew.`,
  capabilities: { disable: 'native', signIn: false, edit: true },
  variableSyntax: '${env:NAME}',
  restart: null,
}));

const MORE_FILES: readonly ConfigFileView[] = MORE_CLIENTS.filter(({ installed }) => installed).map(
  ({ id }, index) => ({
    client: id,
    scope: 'user',
    project: null,
    path: `/home/me/.config/${id}/mcp.json`,
    format: 'json',
    state: index % 3 === 2 ? 'missing' : 'ok',
    problem: null,
    ignoredByClient: null,
  }),
);

/** Forty servers over twelve clients; the first two of the made-up ones are set up in nearly all of them. */
export function manyClientsSnapshot(now: number): Snapshot {
  const clients = [...CLIENTS, ...MORE_CLIENTS];
  const installed = clients.filter((client) => client.installed);
  const states = ['connected', 'connected', 'unknown', 'connected', 'unreachable'] as const;
  const entries = Array.from({ length: 31 }, (_, server): readonly ServerEntry[] =>
    installed
      .filter((_, index) => (server < 2 ? index < 10 - server * 6 : index === server % installed.length))
      .map(({ id }) =>
        makeEntry(id, `team-server-${server + 1}`, {
          connection: {
            state: states[server % states.length] ?? 'unknown',
            evidence: '142 ms',
            checkedAt: now - server * 9000,
          },
          auth: { state: 'not-needed' },
        }),
      ),
  );
  return makeSnapshot(now, {
    clients,
    files: [...FILES, ...MORE_FILES],
    entries: [...pictureEntries(now), ...entries.flat()],
  });
}
