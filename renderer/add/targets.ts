import type { AddTarget } from '../../shared/actions.ts';
import type { ConfigScope, Transport } from '../../shared/domain.ts';
import type { ClientView, ConfigFileView } from '../../shared/snapshot.ts';

/** All that matters of a server here. */
interface Kind {
  readonly transport: Transport;
}

/** Where one client gets the servers. */
export interface TargetChoice {
  readonly chosen: boolean;
  readonly scope: ConfigScope;
  readonly project: string | null;
}

export type TargetChoices = Readonly<Record<string, TargetChoice>>;

export function scopesOf(client: ClientView): readonly ConfigScope[] {
  return client.scopes.filter((scope) => scope !== 'managed');
}

/** A client that loads only local programs needs a bridge for a server with an address. */
export function needsBridge(client: ClientView, servers: readonly Kind[]): boolean {
  const remote = servers.some((server) => server.transport !== 'stdio');
  return remote && client.transports.every((transport) => transport === 'stdio');
}

/**
 * What is chosen at first: the clients that the pasted text names, else every installed client that can load
 * the servers by itself. A text that means "this folder" cannot say which one, so the folder is asked for.
 */
export function initialChoices(
  clients: readonly ClientView[],
  servers: readonly Kind[],
  named: readonly AddTarget[],
): TargetChoices {
  const choices = clients.map((client): readonly [string, TargetChoice] => {
    const target = named.find((candidate) => candidate.client === client.id);
    const [firstScope = 'user'] = scopesOf(client);
    if (target !== undefined) {
      const scope = scopesOf(client).includes(target.scope) ? target.scope : firstScope;
      return [client.id, { chosen: true, scope, project: target.project }];
    }
    // A client that only reads projects' files needs a folder first, which is the person's choice.
    const able = scopesOf(client).includes('user') && !needsBridge(client, servers);
    const chosen = named.length === 0 && client.installed && able;
    return [client.id, { chosen, scope: firstScope, project: null }];
  });
  return Object.fromEntries(choices);
}

/** Every client at its first place, none chosen. */
export function noChoices(clients: readonly ClientView[]): TargetChoices {
  return Object.fromEntries(
    clients.map((client) => [
      client.id,
      { chosen: false, scope: scopesOf(client)[0] ?? 'user', project: null },
    ]),
  );
}

export function targetsOf(
  choices: TargetChoices,
  clients: readonly ClientView[],
  servers: readonly Kind[],
): AddTarget[] {
  return clients.flatMap((client) => {
    const choice = choices[client.id];
    if (choice === undefined || !choice.chosen) return [];
    const { scope } = choice;
    const project = scope === 'user' ? null : choice.project;
    return [{ client: client.id, scope, project, bridge: needsBridge(client, servers) }];
  });
}

/** The file a target would be written to, as far as it is known. */
export function targetFile(
  files: readonly ConfigFileView[],
  target: Omit<AddTarget, 'bridge'>,
): string | null {
  const file = files.find(
    (candidate) =>
      candidate.client === target.client &&
      candidate.scope === target.scope &&
      candidate.project === target.project &&
      candidate.ignoredByClient === null,
  );
  return file?.path ?? null;
}
