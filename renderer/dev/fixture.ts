import { UNKNOWN_AUTH, UNKNOWN_CONNECTION } from '../../shared/domain.ts';
import type { AuthFact, ConnectionFact, ServerEntry, SignIn } from '../../shared/domain.ts';
import type { SettingId, SettingValue, SettingView } from '../../shared/entry-settings.ts';
import type { ClientView, ConfigFileView, Snapshot } from '../../shared/snapshot.ts';

/** Invented servers of an invented person, for looking at the window and for its tests. */
const HOME = '/home/me';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const CLIENTS: readonly ClientView[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    mark: 'm4.2 5.2 2.9 2.8-2.9 2.8M8.6 11h3.4',
    installed: true,
    version: '2.1.329',
    scopes: ['user', 'local', 'project', 'managed'],
    transports: ['stdio', 'http', 'sse'],
    reload: 'Start a new Claude Code session.',
    capabilities: { disable: 'native', signIn: true, edit: true },
    variableSyntax: '${NAME}',
    restart: null,
  },
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    mark: 'M3 3.4h10v9.2H3ZM3 6.4h10',
    installed: true,
    version: null,
    scopes: ['user'],
    transports: ['stdio'],
    reload: 'Restart Claude Desktop.',
    capabilities: { disable: 'parked', signIn: false, edit: true },
    variableSyntax: null,
    restart: null,
  },
  {
    id: 'codex',
    name: 'Codex',
    mark: 'M6 3.6H4v8.8h2M10 3.6h2v8.8h-2M8 6.4v.1M8 9.6v.1',
    installed: true,
    version: '0.169.0',
    scopes: ['user', 'project'],
    transports: ['stdio', 'http'],
    reload: 'Start a new Codex session.',
    capabilities: { disable: 'native', signIn: true, edit: true },
    variableSyntax: null,
    restart: null,
  },
];

const FILE_OF: Readonly<Record<string, string>> = {
  'claude-code': `${HOME}/.claude.json`,
  'claude-desktop': `${HOME}/.config/Claude/claude_desktop_config.json`,
  codex: `${HOME}/.codex/config.toml`,
};

type Overrides = Partial<Omit<ServerEntry, 'connection' | 'auth' | 'can'>> & {
  readonly connection?: Partial<ConnectionFact>;
  readonly auth?: Partial<AuthFact>;
  readonly can?: Partial<ServerEntry['can']>;
};

export function makeEntry(client: string, name: string, overrides: Overrides = {}): ServerEntry {
  const url = overrides.command == null ? (overrides.url ?? `https://${name}.example.net/mcp`) : null;
  const signsIn = url !== null && client !== 'claude-desktop';
  const enabled = overrides.enabled ?? true;
  return {
    ref: `${client}:user:${name}`,
    client,
    scope: 'user',
    project: null,
    file: FILE_OF[client] ?? `${HOME}/.${client}.json`,
    line: 12,
    name,
    transport: url === null ? 'stdio' : 'http',
    command: null,
    args: null,
    env: [],
    headers: [],
    bearerTokenEnvVar: null,
    settings: [],
    otherKinds: [],
    bearerField: false,
    headersFromVariables: false,
    enabled,
    enablement: client === 'claude-desktop' ? 'parked' : 'native',
    disabledBy: null,
    approval: null,
    ignoredByClient: null,
    shadowedBy: null,
    suppliedBy: null,
    problem: null,
    warnings: [],
    secrets: [],
    serverKey: url ?? `${overrides.command} ${(overrides.args ?? []).join(' ')}`,
    ...overrides,
    url,
    connection: { ...UNKNOWN_CONNECTION, ...overrides.connection },
    auth: { ...UNKNOWN_AUTH, ...overrides.auth },
    can: {
      disable: enabled,
      enable: !enabled,
      remove: true,
      edit: true,
      rename: true,
      copy: true,
      check: true,
      clientSignIn: signsIn,
      handSignIn: false,
      ownSignIn: url !== null,
      clientSignOut: signsIn && overrides.auth?.owner === client,
      ownSignOut: overrides.auth?.owner === 'mcp-tray',
      sessionSignIn: overrides.auth?.state === 'server-session',
      ...overrides.can,
    },
  };
}

/** Codex’s settings of an entry, with the given ones set. */
export function codexSettings(
  values: Readonly<Partial<Record<SettingId, SettingValue>>> = {},
): readonly SettingView[] {
  const setting = (
    id: SettingId,
    key: string,
    form: SettingView['form'],
    more: Partial<SettingView> = {},
  ): SettingView => ({
    id,
    key,
    form,
    unit: null,
    goesWith: null,
    value: values[id] ?? null,
    problem: null,
    rules: null,
    ...more,
  });
  const rules = { all: null, emptyMeansAll: false, globs: false };
  return [
    setting('cwd', 'cwd', 'text', { goesWith: 'stdio' }),
    setting('callTimeout', 'tool_timeout_sec', 'duration', { unit: 's' }),
    setting('allowTools', 'enabled_tools', 'texts', { rules }),
    setting('denyTools', 'disabled_tools', 'texts', { rules }),
  ];
}

export function makeSnapshot(now: number, overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    schema: 1,
    revision: 1,
    takenAt: now,
    loading: false,
    host: {
      kind: 'browser',
      platform: 'linux',
      version: '0.1.0',
      home: HOME,
      stateDir: `${HOME}/.local/state/mcp-tray`,
      wslHomes: null,
    },
    clients: CLIENTS,
    files: FILES,
    entries: [],
    signIns: [],
    closedStores: [],
    projects: [
      { path: `${HOME}/src/web-app`, source: 'client' },
      { path: `${HOME}/src/notes`, source: 'added' },
    ],
    keychain: { state: 'ready', name: 'Secret Service', hint: null },
    background: { pausedBy: null, until: null, quietUntil: 0 },
    history: [],
    operations: [],
    signInRound: null,
    ownProblems: [],
    sessionSignIns: [],
    failures: [],
    ...overrides,
  };
}

export const FILES: readonly ConfigFileView[] = [
  ...Object.entries(FILE_OF).map(([client, path]) => ({
    client,
    scope: 'user' as const,
    project: null,
    path,
    format: client === 'codex' ? ('toml' as const) : ('json' as const),
    state: 'ok' as const,
    problem: null,
    ignoredByClient: null,
  })),
  {
    client: 'claude-code',
    scope: 'project',
    project: `${HOME}/src/web-app`,
    path: `${HOME}/src/web-app/.mcp.json`,
    format: 'json',
    state: 'ok',
    problem: null,
    ignoredByClient: null,
  },
  {
    client: 'claude-code',
    scope: 'user',
    project: null,
    path: `${HOME}/.claude/settings.json`,
    format: 'json',
    state: 'ok',
    problem: null,
    ignoredByClient: 'Claude Code does not read servers from this file.',
  },
];

export const BROKEN_FILE: ConfigFileView = {
  client: 'claude-desktop',
  scope: 'user',
  project: null,
  path: FILE_OF['claude-desktop'] ?? '',
  format: 'json',
  state: 'invalid',
  problem: { message: 'A comma is missing.', next: 'Add it before this place.', line: 3, column: 7 },
  ignoredByClient: null,
};

/** The servers of the pictures, on three clients. */
export function pictureEntries(now: number): readonly ServerEntry[] {
  const connected = (latency: number, ago: number): Partial<ConnectionFact> => ({
    state: 'connected',
    evidence: `${latency} ms`,
    checkedAt: now - ago,
    era: 'modern',
    latencyMs: latency,
    toolCount: 14,
  });
  const signedIn = (owner: string): Partial<AuthFact> => ({
    state: 'client-managed',
    owner,
    refreshable: true,
    expiresAt: now + 65 * MINUTE,
  });
  const kfuse = { url: 'https://kfuse-prod.example.com/mcp', connection: connected(142, 8 * SECOND) };
  return [
    makeEntry('claude-code', 'kfuse-prod', { ...kfuse, line: 214, auth: signedIn('claude-code') }),
    makeEntry('codex', 'kfuse-prod', {
      ...kfuse,
      line: 31,
      auth: {
        state: 'rejected',
        owner: 'codex',
        evidence: 'the service refused to renew the sign-in at 13:52 (invalid_grant)',
        next: 'Sign in again in Codex.',
        checkedAt: now - 8 * SECOND,
      },
      can: { clientSignOut: true },
      warnings: [
        {
          code: 'secret-in-readable-file',
          severity: 'high',
          text: 'The header Authorization stands in plain text in a file that every account on this computer can read.',
          next: 'Keep the file to yourself, or use a variable instead.',
          places: ['headers.Authorization'],
          fixes: ['secrets', 'permissions'],
        },
      ],
      secrets: [
        {
          place: 'headers.Authorization',
          label: 'the header Authorization',
          ways: ['reference'],
          variable: 'KFUSE_TOKEN',
          nameIsFixed: false,
          reference: '${env:KFUSE_TOKEN}',
          certain: true,
        },
      ],
    }),
    makeEntry('claude-code', 'kfuse-prod', {
      ...kfuse,
      ref: 'claude-code:project:/home/me/src/web-app:kfuse-prod',
      scope: 'project',
      project: `${HOME}/src/web-app`,
      file: `${HOME}/src/web-app/.mcp.json`,
      line: 4,
      shadowedBy: 'claude-code:user:kfuse-prod',
    }),
    makeEntry('codex', 'octomesh', {
      url: 'https://mcp.octomesh.example.com/tenants/north/mcp',
      connection: { state: 'needs-auth', evidence: 'asks for sign-in', checkedAt: now - MINUTE },
      auth: { state: 'needed', evidence: 'no sign-in found', next: 'Sign in to use it.' },
    }),
    makeEntry('claude-code', 'kubernetes', {
      url: 'https://mcp.vespucci.example.com/clusters/eu-west/production/mcp',
      connection: {
        state: 'tls-error',
        evidence: 'the certificate ended yesterday, 18:20',
        checkedAt: now - 20 * HOUR,
        next: 'Ask whoever runs the server to renew its certificate.',
      },
    }),
    makeEntry('claude-desktop', 'docs-http', {
      url: 'https://docs.example.com/mcp',
      ignoredByClient: {
        reason: 'Claude Desktop loads only local programs from this file.',
        next: 'Add the address in Claude Desktop under Settings, Connectors.',
      },
      can: { check: true, ownSignIn: false },
    }),
    ...['claude-code', 'codex'].map((client) =>
      makeEntry(client, 'github', {
        url: 'https://api.githubcopilot.example.com/mcp/',
        connection: connected(86, MINUTE),
        auth: signedIn(client),
      }),
    ),
    makeEntry('claude-code', 'linear', {
      url: 'https://mcp.linear.example/mcp',
      connection: connected(210, MINUTE),
      auth: { state: 'signed-in', owner: 'mcp-tray', refreshable: false, expiresAt: now + 9 * HOUR },
    }),
    ...['claude-code', 'codex'].map((client) =>
      makeEntry(client, 'search', {
        url: 'https://search.example.com/mcp',
        connection: connected(58, MINUTE),
        auth: { state: 'not-needed' },
      }),
    ),
    ...['claude-code', 'codex'].map((client) =>
      makeEntry(client, 'kruxos', {
        command: '/opt/kruxos/bin/mcp-bridge',
        args: ['--profile', 'desk'],
        env: [{ name: 'KRUXOS_AGENT_TOKEN', value: '••••••', secret: true }],
        connection: { state: 'skipped' },
        auth: { state: 'env-present', evidence: 'KRUXOS_AGENT_TOKEN is set' },
        can: { clientSignIn: false },
      }),
    ),
    makeEntry('claude-code', 'reviewer', {
      ref: 'claude-code:project:/home/me/src/web-app:reviewer',
      scope: 'project',
      project: `${HOME}/src/web-app`,
      file: `${HOME}/src/web-app/.mcp.json`,
      command: 'npx',
      args: ['-y', '@acme/reviewer'],
      approval: 'pending',
    }),
    makeEntry('claude-desktop', 'figma-desktop', {
      command: 'figma-mcp',
      args: ['--stdio'],
      enabled: false,
      line: null,
      disabledBy: 'parked by MCP Tray',
    }),
  ];
}

export function pictureSnapshot(now: number): Snapshot {
  const entries = pictureEntries(now);
  const signIn = (owner: string, server: string, rest: Partial<SignIn> = {}): SignIn => ({
    ref: `${owner}/${server}`,
    owner,
    server,
    url: `https://${server}.example.com/mcp`,
    issuer: `https://login.example.com`,
    expiresAt: now + 65 * MINUTE,
    refreshable: true,
    entries: [`${owner}:user:${server}`],
    stale: null,
    ...rest,
  });
  return makeSnapshot(now, {
    entries,
    signIns: [
      signIn('claude-code', 'kfuse-prod'),
      signIn('claude-code', 'github', { expiresAt: now - HOUR }),
      signIn('codex', 'github'),
      signIn('mcp-tray', 'linear', {
        entries: ['claude-code:user:linear'],
        refreshable: false,
        expiresAt: now + 9 * HOUR,
      }),
      signIn('codex', 'old-wiki', {
        entries: [],
        refreshable: false,
        expiresAt: now - 40 * 24 * HOUR,
        stale: 'No entry uses it any more, and it has ended.',
      }),
    ],
    history: [
      {
        id: 'c2',
        at: now - 20 * MINUTE,
        kind: 'enable',
        title: 'Enabled kfuse-prod in Codex',
        refs: ['codex:user:kfuse-prod'],
        files: [FILE_OF['codex'] ?? ''],
        undone: false,
        canUndo: true,
        canForget: false,
        undoneBy: null,
      },
      {
        id: 'c1',
        at: now - 3 * HOUR,
        kind: 'remove',
        title: 'Removed old-wiki from Codex',
        refs: ['codex:user:old-wiki'],
        files: [FILE_OF['codex'] ?? ''],
        undone: true,
        canUndo: false,
        canForget: false,
        undoneBy: null,
      },
    ],
  });
}

export function manyEntries(count: number, now: number): readonly ServerEntry[] {
  const states = ['connected', 'connected', 'connected', 'unknown', 'unreachable'] as const;
  return Array.from({ length: count }, (_, index) =>
    makeEntry(index % 2 === 0 ? 'claude-code' : 'codex', `server-${index + 1}`, {
      connection: { state: states[index % states.length] ?? 'unknown', checkedAt: now - index * SECOND },
      auth: { state: 'not-needed' },
    }),
  );
}
