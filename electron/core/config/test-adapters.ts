import { join } from 'node:path';
import type { NewServer } from '../../../shared/actions.ts';
import type { ConfigFormat, ConfigScope } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { ClientAdapter, ClientFiles, ConfigLocation, RawEntry } from '../clients/types.ts';
import type { ConfigValue, EditOp, KeyPath } from '../formats/types.ts';

/** Small invented clients, one per way of switching off, so that the engine is tested without real ones. */

const base = {
  transports: ['stdio', 'http'],
  binaries: [],
  markers: () => [],
  projects: () => [],
  nameProblem: (name: string) => (name.includes('!') ? 'no exclamation marks' : null),
  login: () => null,
  logout: () => null,
  disable: 'native',
  signsIn: false,
} as const;

/** JSON, no switch: entries are parked. */
export const parker: ClientAdapter = {
  ...base,
  id: 'parker',
  name: 'Parker',
  mark: 'M3 3h10v10H3Z',
  scopes: ['user'],
  reload: 'Restart Parker.',
  disable: 'parked',
  locations: ({ home }) => [location('parker', 'user', null, join(home, 'parker.json'), 'json')],
  entries: (files) => entriesIn(files, files.locations[0], ['servers'], () => ({ enablement: 'parked' })),
  add: (files, server, target) =>
    addAt(files, server, join(files.env.home, 'parker.json'), 'json', ['servers'], target.scope),
  remove: (_files, entry) => ok(edit(entry, [{ op: 'remove', path: entry.path }])),
  setEnabled: () => 'park',
};

/** TOML with an `enabled` flag; project files too. */
export const flagger: ClientAdapter = {
  ...base,
  id: 'flagger',
  name: 'Flagger',
  mark: 'M3 3h10v10H3Z',
  scopes: ['user', 'project'],
  reload: null,
  locations: ({ home }, projects) => [
    location('flagger', 'user', null, join(home, '.flagger', 'config.toml'), 'toml'),
    ...projects.map((project) =>
      location('flagger', 'project', project, join(project, '.flagger', 'config.toml'), 'toml'),
    ),
  ],
  entries: (files) =>
    files.locations.flatMap((one) =>
      entriesIn(files, one, ['mcp_servers'], (value) => ({ enabled: value['enabled'] !== false })),
    ),
  add: (files, server, { scope, project }) => {
    const path = join(project ?? files.env.home, '.flagger', 'config.toml');
    return addAt(files, server, path, 'toml', ['mcp_servers'], scope);
  },
  remove: (_files, entry) => ok(edit(entry, [{ op: 'remove', path: entry.path }])),
  setEnabled: (_files, entry, enabled) => {
    const path = [...entry.path, 'enabled'];
    return ok(edit(entry, [enabled ? { op: 'remove', path } : { op: 'set', path, value: false }]));
  },
};

/** JSON with user and local entries in one file, project files, and a deny list in a file of its own. */
export const denier: ClientAdapter = {
  ...base,
  id: 'denier',
  name: 'Denier',
  mark: 'M3 3h10v10H3Z',
  scopes: ['user', 'local', 'project'],
  reload: 'Start a new Denier session.',
  locations: ({ home }, projects) => [
    location('denier', 'user', null, join(home, '.denier.json'), 'json'),
    { ...location('denier', 'user', null, join(home, '.denier', 'settings.json'), 'json'), role: 'settings' },
    ...projects.map((project) => location('denier', 'project', project, join(project, '.mcp.json'), 'json')),
  ],
  projects: (files) => {
    const known = files.document(join(files.env.home, '.denier.json'))?.get(['projects']);
    return isRecord(known) ? Object.keys(known) : [];
  },
  entries: (files) => {
    const denied = deniedIn(files);
    const off = (name: string): Partial<RawEntry> =>
      denied.includes(name) ? { enabled: false, disabledBy: 'everywhere' } : {};
    return files.locations.flatMap((one) => {
      if (one.role === 'settings') return [];
      const own = entriesIn(files, one, ['servers'], (_value, name) => off(name));
      if (one.scope !== 'user') return own;
      return [
        ...own,
        ...denier.projects(files).flatMap((project) =>
          entriesIn(files, one, ['projects', project, 'servers'], (_value, name) => ({
            ...off(name),
            scope: 'local',
            project,
          })),
        ),
      ];
    });
  },
  add: (files, server, { scope, project }) => {
    if (server.transport === 'sse') return fail('Unsupported', 'Denier knows no SSE.');
    if (scope === 'project') {
      return addAt(files, server, join(project ?? '', '.mcp.json'), 'json', ['servers'], scope);
    }
    const parent = scope === 'local' ? ['projects', project ?? '', 'servers'] : ['servers'];
    return addAt(files, server, join(files.env.home, '.denier.json'), 'json', parent, scope);
  },
  remove: (_files, entry) => ok(edit(entry, [{ op: 'remove', path: entry.path }])),
  setEnabled: (files, entry, enabled) => {
    const denied = deniedIn(files);
    const index = denied.indexOf(entry.name);
    const op: EditOp = enabled
      ? { op: 'remove', path: ['denied', index] }
      : { op: 'append', path: ['denied'], value: entry.name };
    const path = join(files.env.home, '.denier', 'settings.json');
    return ok({
      edits: [{ path, format: 'json', ops: [op], create: !enabled }],
      notes: ['Hides every server of this name.'],
    });
  },
};

function deniedIn(files: ClientFiles): readonly string[] {
  const denied = files.document(join(files.env.home, '.denier', 'settings.json'))?.get(['denied']);
  return Array.isArray(denied) ? denied.filter((one) => typeof one === 'string') : [];
}

function location(
  client: string,
  scope: ConfigScope,
  project: string | null,
  path: string,
  format: ConfigFormat,
): ConfigLocation {
  return { client, scope, project, path, format, role: 'servers', tag: null, ignored: null };
}

function entriesIn(
  files: ClientFiles,
  place: ConfigLocation | undefined,
  parent: KeyPath,
  extra: (value: { readonly [key: string]: ConfigValue }, name: string) => Partial<RawEntry>,
): readonly RawEntry[] {
  const servers = place === undefined ? undefined : files.document(place.path)?.get(parent);
  if (place === undefined || !isRecord(servers)) return [];
  return Object.entries(servers).map(([name, value]) => {
    const known = isRecord(value) ? value : {};
    const text = (key: string): string | null => (typeof known[key] === 'string' ? known[key] : null);
    return {
      location: place,
      scope: place.scope,
      project: place.project,
      name,
      path: [...parent, name],
      transport: text('url') === null ? 'stdio' : 'http',
      url: text('url'),
      command: text('command'),
      args: Array.isArray(known['args']) ? known['args'].map(String) : text('command') === null ? null : [],
      env: isRecord(known['env']) ? (known['env'] as Record<string, string>) : {},
      headers: {},
      suppliedBy: null,
      bearerTokenEnvVar: null,
      envHeaders: {},
      enabled: true,
      enablement: 'native',
      disabledBy: null,
      approval: null,
      ignored: null,
      problem: isRecord(value) ? null : 'not an object',
      readOnly: name === 'locked',
      ...extra(known, name),
    };
  });
}

function addAt(
  files: ClientFiles,
  server: NewServer,
  path: string,
  format: ConfigFormat,
  parent: KeyPath,
  scope: ConfigScope,
) {
  if (scope === 'managed') return fail('Unsupported');
  if (files.document(path)?.get([...parent, server.name]) !== undefined) {
    return fail('EntryExists', `${server.name} is taken.`);
  }
  const value: ConfigValue =
    server.url === null
      ? {
          command: server.command,
          args: server.args,
          ...(Object.keys(server.env).length > 0 && { env: server.env }),
        }
      : { url: server.url };
  const ops: EditOp[] = [{ op: 'set', path: [...parent, server.name], value }];
  return ok({ edits: [{ path, format, ops, create: true }], notes: [] });
}

function edit(entry: RawEntry, ops: readonly EditOp[]) {
  const { path, format } = entry.location;
  return { edits: [{ path, format, ops, create: false }], notes: [] };
}

function isRecord(value: ConfigValue | undefined): value is { readonly [key: string]: ConfigValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const TEST_ADAPTERS: readonly ClientAdapter[] = [denier, parker, flagger];
