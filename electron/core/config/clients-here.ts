import { existsSync } from 'node:fs';
import type { ClientId } from '../../../shared/domain.ts';
import { ADAPTERS } from '../clients/registry.ts';
import type { ClientAdapter } from '../clients/types.ts';
import { inWsl, wslHomes } from '../clients/wsl.ts';
import type { HostEnv } from '../host-env.ts';
import { pathEnv } from './client-files.ts';
import { namedWslHomes } from './wsl-homes.ts';

export interface ClientsHere {
  readonly adapters: readonly ClientAdapter[];
  /** Throws for an id that none of them has. */
  readonly adapterOf: (entry: { readonly location: { readonly client: ClientId } }) => ClientAdapter;
}

/** All clients we know, and those in the WSL homes that the person named. */
export function clientsHere(env: HostEnv): ClientsHere {
  const adapters = [...ADAPTERS, ...wslClients(env)];
  const byId = new Map(adapters.map((adapter) => [adapter.id, adapter]));
  return {
    adapters,
    adapterOf({ location }) {
      const adapter = byId.get(location.client);
      if (adapter === undefined) throw new Error(`There is no adapter for ${location.client}.`);
      return adapter;
    },
  };
}

/** Clients in the named homes. Those that are not there are left out: most of the list would be. */
function wslClients(env: HostEnv): readonly ClientAdapter[] {
  const paths = pathEnv(env);
  return wslHomes(namedWslHomes(env).join(';')).flatMap((home) =>
    ADAPTERS.map((adapter) => inWsl(adapter, home)).filter((adapter) =>
      adapter.markers(paths).some((path) => existsSync(path)),
    ),
  );
}
