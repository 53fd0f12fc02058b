import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientId } from '../../../shared/domain.ts';
import { createStateFile } from './state-file.ts';

/** Clients whose files the person has let us read, where reading them may raise a dialog of the system. */
export interface Looks {
  /** As last read or changed by this process. */
  allowed(client: ClientId): boolean;
  load(): Promise<void>;
  allow(clients: readonly ClientId[]): Promise<Result<null>>;
  problems(): readonly string[];
}

export function createLooks(options: { readonly stateDir: string }): Looks {
  const file = createStateFile<string>({
    stateDir: options.stateDir,
    name: 'looks',
    item: async () => (await import('./state-schemas.ts')).clientIdSchema,
  });
  let known: ReadonlySet<string> = new Set();
  return {
    allowed: (client) => known.has(client),
    problems: () => file.problems(),
    async load() {
      known = new Set(await file.read());
    },
    async allow(clients) {
      const result = await file.update((items) => [...new Set([...items, ...clients])]);
      if (!result.ok) return result;
      known = new Set(result.value);
      return ok(null);
    },
  };
}
