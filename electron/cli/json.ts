import type { ServerEntry, SignIn } from '../../shared/domain.ts';
import { settingFits } from '../../shared/entry-settings.ts';
import type { HistoryItem, Snapshot } from '../../shared/snapshot.ts';
import { orderedEntries, orderedFiles } from './order.ts';

/**
 * The command line's JSON: public API, schema 1, changed only by adding. Every object starts with
 * `"schema":1`; field order is fixed. docs/command-line.md describes it for its readers.
 *
 * Added to what the first description named: `files[].project`, `files[].ignoredByClient`,
 * `files[].problem.next`, and in entries `disabledBy`, `approval`, `shadowedBy`, `suppliedBy`, `problem`, `warnings`.
 */
const SCHEMA = 1;

/** The whole list: clients in their own order; files and entries by client, scope, project, then place. */
export function listJson(snapshot: Snapshot): object {
  return {
    schema: SCHEMA,
    revision: snapshot.revision,
    clients: snapshot.clients.map(({ id, name, installed, version, restart }) => ({
      id,
      name,
      installed,
      version,
      restart,
    })),
    files: orderedFiles(snapshot).map((file) => ({
      client: file.client,
      scope: file.scope,
      project: file.project,
      path: file.path,
      format: file.format,
      state: file.state,
      ignoredByClient: file.ignoredByClient,
      ...(file.problem !== null && {
        problem: {
          message: file.problem.message,
          line: file.problem.line,
          column: file.problem.column,
          next: file.problem.next,
        },
      }),
    })),
    entries: orderedEntries(snapshot).map(entryJson),
  };
}

/** Every client that is known, installed or not, with the files it has here. */
export function clientsJson(snapshot: Snapshot): object {
  const files = orderedFiles(snapshot);
  return {
    schema: SCHEMA,
    clients: snapshot.clients.map((client) => ({
      id: client.id,
      name: client.name,
      installed: client.installed,
      version: client.version,
      scopes: client.scopes,
      transports: client.transports,
      files: files
        .filter((file) => file.client === client.id)
        .map(({ scope, project, path, format, state }) => ({ scope, project, path, format, state })),
      capabilities: client.capabilities,
      variableSyntax: client.variableSyntax,
      reload: client.reload,
    })),
  };
}

export function entryJson(entry: ServerEntry): object {
  const { connection, auth } = entry;
  return {
    ref: entry.ref,
    client: entry.client,
    scope: entry.scope,
    project: entry.project,
    file: entry.file,
    line: entry.line,
    name: entry.name,
    transport: entry.transport,
    url: entry.url,
    command: entry.command,
    args: entry.args,
    enabled: entry.enabled,
    enablement: entry.enablement,
    disabledBy: entry.disabledBy,
    approval: entry.approval,
    ignoredByClient: entry.ignoredByClient,
    shadowedBy: entry.shadowedBy,
    suppliedBy: entry.suppliedBy,
    problem: entry.problem,
    warnings: entry.warnings.map(({ text, next }) => `${text} ${next}`),
    connection: {
      state: connection.state,
      evidence: connection.evidence,
      checkedAt: connection.checkedAt,
    },
    auth: {
      state: auth.state,
      owner: auth.owner,
      expiresAt: auth.expiresAt,
      refreshable: auth.refreshable,
      evidence: auth.evidence,
    },
  };
}

/** One entry on its own (`show`, `check REF`, `login`): the entry's fields beside `schema`. */
export function singleEntryJson(entry: ServerEntry, extra: object = {}): object {
  return { schema: SCHEMA, ...entryJson(entry), ...extra };
}

/** What else an entry can have in its file; durations in milliseconds, null where it is not set. */
export function settingsJson(settings: ServerEntry['settings'], transport: string): object {
  return settings
    .filter(({ goesWith }) => settingFits(goesWith, transport))
    .map(({ id, key, value }) => ({ id, key, value }));
}

export function historyJson(history: readonly HistoryItem[]): object {
  return {
    schema: SCHEMA,
    history: history.map(({ id, at, kind, title, refs, files, undone, canUndo, canForget, undoneBy }) => ({
      id,
      at,
      kind,
      title,
      refs,
      files,
      undone,
      canUndo,
      canForget,
      undoneBy,
    })),
  };
}

/** All records of sign-ins; nothing in them is secret. */
export function signInsJson(signIns: readonly SignIn[]): object {
  return {
    schema: SCHEMA,
    signIns: signIns.map((signIn) => ({
      ref: signIn.ref,
      owner: signIn.owner,
      server: signIn.server,
      url: signIn.url,
      issuer: signIn.issuer,
      expiresAt: signIn.expiresAt,
      refreshable: signIn.refreshable,
      entries: signIn.entries,
      stale: signIn.stale,
    })),
  };
}

/** Any other answer: its fields beside `schema`. */
export function answerJson(fields: object): object {
  return { schema: SCHEMA, ...fields };
}
