import type { ClientAdapter } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { createChangeEngine } from './changes.ts';
import { createFileCache } from './file-cache.ts';
import { createHistory } from './history.ts';
import { createInventory } from './inventory.ts';
import { createParking } from './parking.ts';
import { createProjects } from './projects.ts';
import { TEST_ADAPTERS } from './test-adapters.ts';

/** All parts of the config engine on a scratch home, as one process would have them; for tests only. */
export async function startEngine(
  env: HostEnv,
  options: { readonly adapters?: readonly ClientAdapter[]; readonly extraProjects?: readonly string[] } = {},
) {
  const { stateDir } = env;
  const adapters = options.adapters ?? TEST_ADAPTERS;
  const parking = createParking({ stateDir });
  const history = createHistory({ stateDir });
  const projects = createProjects({ stateDir });
  const extraProjects = options.extraProjects ?? [];
  const cache = createFileCache();
  const inventory = createInventory({ env, adapters, cache, parking, projects, extraProjects });
  const changes = createChangeEngine({ env, adapters, inventory, parking, history, now: Date.now });
  await Promise.all([inventory.load(), changes.load()]);
  return { inventory, changes, parking, history, projects };
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;
