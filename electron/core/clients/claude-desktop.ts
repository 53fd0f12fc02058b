/**
 * Claude Desktop. Not run here (no Linux build): paths and the stdio-only rule come from the vendor's and
 * others' issue reports of 2026 (anthropics/claude-code#25579, #26073) and from add-mcp 2.4.0.
 */
import type { NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue } from '../formats/types.ts';
import { extensionEntries, isExtension } from './claude-desktop-extensions.ts';
import { appFolders, FILE, locations, packageFolders, usualFolder } from './claude-desktop-files.ts';
import { bridgeServer } from './bridge.ts';
import { USUAL_FIELDS } from './entry-fields.ts';
import {
  blankEntry,
  fieldReader,
  hasReference,
  isRecord,
  joinPath,
  kindOf,
  membersAt,
  plainNameProblem,
} from './shared-parts.ts';
import type { AddPlace } from './shared-parts.ts';
import type { ClientAdapter, ClientFiles, EditPlan, PathEnv, RawEntry } from './types.ts';

export const claudeDesktop: ClientAdapter = {
  id: 'claude-desktop',
  name: 'Claude Desktop',
  mark: 'M4.4 3.4h7.2a1.6 1.6 0 0 1 1.6 1.6v6a1.6 1.6 0 0 1-1.6 1.6H4.4A1.6 1.6 0 0 1 2.8 11V5a1.6 1.6 0 0 1 1.6-1.6ZM2.8 6.4h10.4',
  scopes: ['user'],
  transports: ['stdio'],
  reload: 'Quit and open Claude Desktop again to apply.',
  disable: 'parked',
  signsIn: false,
  fromDesktop: true,
  // Seen by others (mcpproxy-go's notes on macOS); not run here.
  asksToRead: (platform) => platform === 'darwin',
  // support.claude.com/en/articles/14729294: macOS and Windows; no address of its connectors is documented.
  opens: ({ platform }) =>
    platform === 'linux' ? null : { label: 'Open Claude', link: 'claude://claude.ai/new' },
  binaries: [],
  // macOS, the packages made by others for Linux, Windows.
  processes: [
    { name: 'Claude', path: /[\\/]Claude\.app[\\/]/ },
    { name: 'claude-desktop' },
    { name: 'claude', path: /[\\/](?:AnthropicClaude|WindowsApps[\\/]Claude_[^\\/]*)[\\/]/i },
  ],
  writesFromMemory: true,
  quitFirst:
    'Claude Desktop is running and may put its own copy of this file back. Quit it first, in the tray or menu bar too.',
  markers: (env) => [...packageFolders(env), usualFolder(env), ...appFolders(env)],
  locations,
  projects: () => [],
  entries: (files) =>
    files.locations.flatMap((location) => {
      if (location.role === 'settings') return [];
      if (isExtension(location)) return extensionEntries(files, location);
      return membersAt(files.document(location.path), ['mcpServers']).map(([name, value]) =>
        toEntry(blankEntry(location, name, ['mcpServers', name]), value),
      );
    }),
  nameProblem: plainNameProblem,
  fields: (entry) => (entry.readOnly ? null : USUAL_FIELDS),
  written: writtenServer,
  add,
  remove(_files, entry) {
    if (entry.readOnly) return keptByExtension(entry);
    const { path } = entry.location;
    return ok({
      edits: [{ path, format: 'json', ops: [{ op: 'remove', path: entry.path }], create: false }],
      notes: [],
    });
  },
  setEnabled: (_files, entry) => (entry.readOnly ? keptByExtension(entry) : 'park'),
  // modelcontextprotocol.io/docs/tools/debugging, for macOS alone.
  debug: ({ name }, { platform, home }) =>
    platform === 'darwin'
      ? {
          argv: ['tail', '-n', '20', '-F'].concat(
            ['mcp.log', `mcp-server-${name}.log`].map((file) => `${home}/Library/Logs/Claude/${file}`),
          ),
          tells: 'It shows what Claude writes about this server, as it happens.',
        }
      : null,
  login: () => null,
  logout: () => null,
};

function toEntry(blank: RawEntry, value: ConfigValue): RawEntry {
  if (!isRecord(value)) {
    return { ...blank, problem: `The entry must be a group of settings, but is ${kindOf(value)}.` };
  }
  const read = fieldReader(value);
  const command = read.text('command');
  const url = read.text('url');
  const remote = command === null && url !== null;
  return {
    ...blank,
    enablement: 'parked',
    transport: remote
      ? read.text('type') === 'sse'
        ? 'sse'
        : 'http'
      : command === null
        ? 'unknown'
        : 'stdio',
    command,
    url,
    args: read.texts('args'),
    env: read.map('env'),
    headers: read.map('headers'),
    problem:
      read.problems[0] ?? (command === null && url === null ? 'The entry has no command to start.' : null),
    ignored:
      blank.ignored ??
      (remote
        ? {
            reason: 'Claude Desktop starts only local programs from this file and skips web addresses.',
            next: 'Add it in Claude Desktop under Settings → Connectors, or add it here again with a bridge.',
          }
        : null),
  };
}

function add(files: ClientFiles, server: NewServer, place: AddPlace): Result<EditPlan> {
  if (place.scope !== 'user') {
    return fail('Unsupported', 'Claude Desktop has one list of servers for everything.', {
      next: 'Choose the user scope.',
    });
  }
  const problem = claudeDesktop.nameProblem(server.name);
  if (problem !== null) return fail('InvalidRequest', problem, { next: 'Choose another name.' });
  const path = files.locations[0]?.path ?? joinPath(files.env, usualFolder(files.env), FILE);
  const at = ['mcpServers', server.name];
  if (files.document(path)?.get(at) !== undefined) {
    return fail('EntryExists', `Claude Desktop already has a server called “${server.name}”.`);
  }
  const value = writtenServer(files.env, server, place.bridge);
  if (!value.ok) return value;
  const notes =
    server.transport === 'stdio'
      ? []
      : [
          'Claude Desktop reaches it through mcp-remote, which npx downloads and starts; Node.js must be there.',
        ];
  return ok({
    edits: [{ path, format: 'json', ops: [{ op: 'set', path: at, value: value.value }], create: true }],
    notes,
  });
}

function writtenServer(env: PathEnv, server: NewServer, bridge: boolean): Result<ConfigValue> {
  const program = localProgram(env, server, bridge);
  if (!program.ok) return program;
  const { command, args, env: variables } = program.value;
  return ok({ command, args, ...(Object.keys(variables).length > 0 ? { env: variables } : {}) });
}

function localProgram(
  env: PathEnv,
  server: NewServer,
  bridge: boolean,
): Result<Pick<RawEntry, 'env'> & { readonly command: string; readonly args: readonly string[] }> {
  if (server.transport !== 'stdio') {
    if (bridge) return bridgeServer(env, server);
    return fail('Unsupported', 'Claude Desktop cannot load web addresses from its file.', {
      next: 'Add it in Claude Desktop under Settings → Connectors, or choose the bridge (mcp-remote).',
    });
  }
  if (server.command === null || server.command === '') {
    return fail('InvalidRequest', `“${server.name}” has no command.`, { next: 'Enter the command.' });
  }
  const reference = Object.entries(server.env).find(([, value]) => hasReference(value));
  if (reference !== undefined) {
    return fail(
      'Unsupported',
      `Claude Desktop would pass “${reference[0]}” on as “${reference[1]}”, unreplaced.`,
      {
        next: 'Give the value itself.',
      },
    );
  }
  return ok({ command: server.command, args: server.args, env: server.env });
}

function keptByExtension(entry: RawEntry): Result<never> & { ok: false } {
  return fail('ConfigReadOnly', `${entry.name} comes with ${entry.suppliedBy ?? 'an extension'}.`, {
    next: 'Switch it off or remove it in Claude Desktop under Settings → Extensions.',
  });
}
