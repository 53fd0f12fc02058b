import { UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import type {
  AuthFact,
  ConnectionFact,
  EntryCapabilities,
  EntryWarning,
  SafeValue,
  ServerEntry,
  Transport,
} from '../../../shared/domain.ts';
import { maskArgs, maskNamed, maskUrl, redactText } from '../../../shared/redact.ts';
import type { ClientAdapter, RawEntry } from '../clients/types.ts';
import { behindCmd } from '../clients/windows-command.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { Findings } from '../findings/entry-findings.ts';

/** Facts gathered about an entry besides what its file says. */
export interface EntryFacts {
  readonly connection: ConnectionFact;
  readonly auth: AuthFact;
  readonly ownCredential: boolean;
  /** Its client keeps a sign-in for it, or may keep one where we do not look. */
  readonly clientMaySignOut: boolean;
  /** The server has tools of its own to sign in with. */
  readonly signsInByTools: boolean;
  readonly findings: Findings;
}

/** Kinds that an adapter can write. */
const COPYABLE: ReadonlySet<Transport> = new Set(['stdio', 'http', 'sse']);

/** An entry as everyone outside the core sees it: masked, with capabilities. Pure. */
export function entryView(entry: InventoryEntry, adapter: ClientAdapter, facts: EntryFacts): ServerEntry {
  const program = entry.behindCmd ?? entry;
  return {
    ref: entry.ref,
    client: adapter.id,
    scope: entry.scope,
    project: entry.project,
    file: entry.location.path,
    line: entry.line,
    name: entry.name,
    transport: entry.transport,
    url: entry.url === null ? null : maskUrl(entry.url),
    command: program.command === null ? null : redactText(program.command),
    args: program.args === null ? null : maskArgs(program.args),
    env: safeValues(entry.env),
    headers: [
      ...safeValues(entry.headers),
      ...Object.entries(entry.envHeaders).map(([name, variable]) => ({
        name,
        value: `$${variable}`,
        secret: false,
      })),
    ],
    bearerTokenEnvVar: entry.bearerTokenEnvVar,
    bearerField: entry.bearerField,
    headersFromVariables: entry.headersFromVariables,
    settings: entry.settings,
    otherKinds: entry.otherKinds,
    enabled: entry.enabled,
    enablement: entry.enablement,
    disabledBy: entry.disabledBy,
    approval: entry.approval,
    ignoredByClient: entry.ignored,
    shadowedBy: entry.shadowedBy,
    suppliedBy: entry.suppliedBy,
    problem: entry.problem,
    warnings: [...repeatedWarning(entry, adapter.name), ...facts.findings.warnings],
    secrets: facts.findings.secrets,
    connection: entry.enabled && entry.ignored === null ? connectionOf(facts) : UNKNOWN_CONNECTION,
    auth: facts.auth,
    can: capabilities(entry, adapter, facts),
    serverKey: serverKey(entry),
  };
}

/** "Sign in" is no advice for a server that its client has a sign-in for: only our own request had none. */
function connectionOf({ connection, auth }: EntryFacts): ConnectionFact {
  const isClients = connection.state === 'needs-auth' && auth.state === 'client-managed';
  return isClients ? { ...connection, next: null } : connection;
}

function repeatedWarning({ repeated }: InventoryEntry, clientName: string): readonly EntryWarning[] {
  if (repeated === null) return [];
  const { name, line } = repeated;
  return [
    {
      code: 'name-twice',
      severity: 'low',
      text: `“${name}” stands twice in this file, again in line ${line}. ${clientName} takes the last one.`,
      next: 'MCP Tray changes nothing here until one of them is gone.',
      places: [],
      fixes: [],
    },
  ];
}

function capabilities(entry: InventoryEntry, adapter: ClientAdapter, facts: EntryFacts): EntryCapabilities {
  const usable = entry.problem === null && entry.ignored === null;
  const http = (entry.transport === 'http' || entry.transport === 'sse') && entry.url !== null && usable;
  const changeable = isChangeable(entry);
  // Some clients switch by a list beside the entry, so even an entry nobody may edit can be switched.
  const startable = entry.transport === 'stdio' && entry.command !== null && adapter.elsewhere !== true;
  const switchable = entry.enablement !== 'unsupported';
  return {
    disable: switchable && entry.enabled && usable,
    enable: switchable && !entry.enabled,
    remove: !entry.readOnly && !entry.parked,
    edit: changeable && entry.problem === null && entry.editable,
    rename: changeable && entry.path.length > 0,
    copy: entry.problem === null && COPYABLE.has(entry.transport),
    check: usable && entry.enabled && (http || startable),
    clientSignIn: http && entry.enabled && adapter.login(entry) !== null,
    handSignIn: http && entry.enabled && adapter.login(entry) === null && adapter.neverSignsIn !== true,
    ownSignIn: http && entry.enabled,
    clientSignOut: http && facts.clientMaySignOut && adapter.logout(entry) !== null,
    ownSignOut: facts.ownCredential,
    sessionSignIn: usable && entry.enabled && facts.signsInByTools,
  };
}

/** Its text in the file is ours to change. */
export function isChangeable({ readOnly, parked, repeated }: InventoryEntry): boolean {
  return !readOnly && !parked && repeated === null;
}

function safeValues(record: Readonly<Record<string, string>>): readonly SafeValue[] {
  return Object.entries(record).map(([name, value]) => ({ name, ...maskNamed(name, value) }));
}

/** Same address, or same command line: the same server. Host case and a trailing slash do not matter. */
export function serverKey(entry: RawEntry): string {
  if (entry.url !== null) {
    const shown = maskUrl(entry.url);
    if (!URL.canParse(shown)) return `url ${shown}`;
    const { protocol, host, pathname, search } = new URL(shown);
    return `url ${protocol}//${host}${pathname.replace(/\/+$/, '')}${search}`;
  }
  if (entry.command === null) return `name ${entry.name}`;
  const { command, args } = behindCmd(entry) ?? { command: entry.command, args: entry.args ?? [] };
  return `run ${[redactText(command), ...maskArgs(args)].join(' ')}`;
}
