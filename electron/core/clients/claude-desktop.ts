/**
 * Claude Desktop. Not run here (no Linux build): paths and the stdio-only rule come from the vendor's and
 * others' issue reports of 2026 (anthropics/claude-code#25579, #26073) and from add-mcp 2.4.0.
 */
import type { NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue } from '../formats/types.ts';
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
} from './shared-parts.ts';
import type { AddPlace } from './shared-parts.ts';
import type { ClientAdapter, ClientFiles, ConfigLocation, EditPlan, PathEnv, RawEntry } from './types.ts';

const FILE = 'claude_desktop_config.json';

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
    files.locations.flatMap((location) =>
      membersAt(files.document(location.path), ['mcpServers']).map(([name, value]) =>
        toEntry(blankEntry(location, name, ['mcpServers', name]), value),
      ),
    ),
  nameProblem: (name) => (name.trim() === '' ? 'A server needs a name.' : null),
  fields: () => USUAL_FIELDS,
  written: writtenServer,
  add,
  remove: (_files, entry) =>
    ok({
      edits: [
        {
          path: entry.location.path,
          format: 'json',
          ops: [{ op: 'remove', path: entry.path }],
          create: false,
        },
      ],
      notes: [],
    }),
  setEnabled: () => 'park',
  login: () => null,
  logout: () => null,
};

/** Where the app keeps its files unless Windows put it into a package. */
function usualFolder(env: PathEnv): string {
  const { vars, home } = env;
  switch (env.platform) {
    case 'darwin':
      return joinPath(env, home, 'Library', 'Application Support', 'Claude');
    case 'win32':
      return joinPath(env, vars['APPDATA'] || joinPath(env, home, 'AppData', 'Roaming'), 'Claude');
    case 'linux':
      return joinPath(env, vars['XDG_CONFIG_HOME'] || joinPath(env, home, '.config'), 'Claude');
  }
}

function localAppData(env: PathEnv): string {
  return env.vars['LOCALAPPDATA'] || joinPath(env, env.home, 'AppData', 'Local');
}

/** Folders that the packaged (MSIX) app really uses when it means `%APPDATA%\Claude`. */
function packageFolders(env: PathEnv): readonly string[] {
  if (env.platform !== 'win32') return [];
  const packages = joinPath(env, localAppData(env), 'Packages');
  return env
    .listing(packages)
    .filter((name) => /^Claude_/i.test(name))
    .toSorted()
    .map((name) => joinPath(env, packages, name, 'LocalCache', 'Roaming', 'Claude'));
}

function appFolders(env: PathEnv): readonly string[] {
  if (env.platform === 'darwin') return ['/Applications/Claude.app'];
  return env.platform === 'win32' ? [joinPath(env, localAppData(env), 'AnthropicClaude')] : [];
}

function locations(env: PathEnv): readonly ConfigLocation[] {
  const usual = usualFolder(env);
  const [main, ...others] = packageFolders(env);
  if (main === undefined) return [location(env, usual, null, null)];
  const unread = {
    reason: 'Claude Desktop was installed as a Windows package and reads another file.',
    next: `Move the servers to ${joinPath(env, main, FILE)}.`,
  };
  return [
    location(env, main, null, null),
    ...others.map((folder, index) => location(env, folder, `package-${index + 2}`, null)),
    ...(env.listing(usual).includes(FILE) ? [location(env, usual, 'AppData', unread)] : []),
  ];
}

function location(
  env: PathEnv,
  folder: string,
  tag: string | null,
  ignored: ConfigLocation['ignored'],
): ConfigLocation {
  const path = joinPath(env, folder, FILE);
  return {
    client: 'claude-desktop',
    scope: 'user',
    project: null,
    path,
    format: 'json',
    role: 'servers',
    tag,
    ignored,
  };
}

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
