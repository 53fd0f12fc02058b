import { afterPlan, memoryFiles, newServer } from './in-memory-files.ts';
import type { MemoryMachine } from './in-memory-files.ts';
import type { AddPlace } from './shared-parts.ts';
import type { ClientAdapter, ClientFiles, RawEntry } from './types.ts';

/** Test support: the questions every adapter's test asks, on a machine made of texts. */
export const USER: AddPlace = { scope: 'user', project: null, bridge: false };

export interface Machine {
  readonly files: ClientFiles;
  readonly entries: readonly RawEntry[];
  readonly entry: (name: string) => RawEntry;
  /** The machine's changed texts after switching an entry; throws when it is refused or parked. */
  readonly switched: (name: string, enabled: boolean) => Readonly<Record<string, string>>;
  readonly removed: (name: string) => Readonly<Record<string, string>>;
}

export function machineOf(adapter: ClientAdapter, machine: MemoryMachine): Machine {
  const files = memoryFiles(adapter, machine);
  const entries = adapter.entries(files);
  const entry = (name: string): RawEntry => {
    const found = entries.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no entry ${name}`);
    return found;
  };
  return {
    files,
    entries,
    entry,
    switched(name, enabled) {
      const plan = adapter.setEnabled(files, entry(name), enabled);
      if (plan === 'park') throw new Error('it is to be parked');
      if (!plan.ok) throw new Error(plan.error.message);
      return afterPlan(files, plan.value);
    },
    removed(name) {
      const plan = adapter.remove(files, entry(name));
      if (!plan.ok) throw new Error(plan.error.message);
      return afterPlan(files, plan.value);
    },
  };
}

/** What adding gives: the changed texts and the notes, or the refusal. */
export function adding(
  adapter: ClientAdapter,
  server: Parameters<typeof newServer>[0],
  place: AddPlace = USER,
  machine: MemoryMachine = {},
) {
  const files = memoryFiles(adapter, machine);
  const plan = adapter.add(files, newServer(server), place);
  if (!plan.ok) throw new Error(`${plan.error.code}: ${plan.error.message}`);
  const texts = afterPlan(files, plan.value);
  const [path = '', text = ''] = Object.entries(texts)[0] ?? [];
  return { path, text, notes: plan.value.notes };
}
