import type { ServerEntry, Transport } from '../../shared/domain.ts';
import type { ClientView } from '../../shared/snapshot.ts';

/** A kind of server as it is chosen: what it is, and whether a local bridge program stands for it. */
export interface KindChoice {
  readonly transport: Transport;
  readonly bridge: boolean;
}

/**
 * What an entry can be: what it is, the other kinds its client writes, and an address through a bridge where the
 * client loads programs but no addresses of that kind.
 */
export function kindChoices(entry: ServerEntry, client: ClientView | undefined): readonly KindChoice[] {
  const own = { transport: entry.transport, bridge: false };
  const others = entry.otherKinds.map((transport) => ({ transport, bridge: false }));
  const { transports = [] } = client ?? {};
  const remote = transports.includes('http') ? (['sse'] as const) : (['http'] as const);
  const bridged = transports.includes('stdio')
    ? remote
        .filter((transport) => !transports.includes(transport))
        .map((transport) => ({ transport, bridge: true }))
    : [];
  return [own, ...others, ...bridged];
}

export function kindKey({ transport, bridge }: KindChoice): string {
  return bridge ? `${transport}+bridge` : transport;
}
