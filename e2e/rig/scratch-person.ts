import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Result } from '../../shared/errors.ts';
import { parkedRound } from '../../electron/core/clients/adapters-kit.ts';
import { afterPlan, memoryFiles, newServer } from '../../electron/core/clients/in-memory-files.ts';
import type {
  ClientAdapter,
  ClientFiles,
  EditPlan,
  PathEnv,
  RawEntry,
} from '../../electron/core/clients/types.ts';

/** Nothing listens there. */
export const DEAD = 'http://127.0.0.1:9/mcp';

type Fields = Parameters<typeof newServer>[0];
type Scope = 'user' | 'local' | 'project';

export const PROGRAM: Fields = {
  transport: 'stdio',
  command: '/bin/false',
  args: ['--flag'],
  env: { K: 'V' },
  url: null,
};

/** Test support: what MCP Tray sees of one client's real files on disk, and does to them. */
export interface ScratchPerson {
  readonly home: string;
  readonly project: string;
  entries(): readonly RawEntry[];
  /** Project folders that the client remembers. */
  projects(): readonly string[];
  /** Throws when it is not listed. */
  entry(name: string, scope?: string): RawEntry;
  add(fields: Fields, scope?: Scope): void;
  /** Off or on by the client's own switch, or parked. */
  turn(name: string, on: boolean): void;
  remove(name: string): void;
  write(path: string, text: string): void;
}

export function scratchPerson(adapter: ClientAdapter, folder: string): ScratchPerson {
  const home = join(folder, 'home');
  const project = join(home, 'work', 'app');
  const parked = new Map<string, { readonly path: string; readonly text: string }>();
  mkdirSync(project, { recursive: true });

  function files(): ClientFiles {
    const folders: Record<string, readonly string[]> = {};
    const known = (directory: string): readonly string[] => (folders[directory] = listing(directory));
    const env: PathEnv = { platform: 'linux', home, vars: {}, listing: known };
    const texts: Record<string, string> = {};
    for (const { path } of adapter.locations(env, [project])) {
      const text = textAt(path);
      if (text !== null) texts[path] = text;
    }
    return memoryFiles(adapter, { home, texts, folders, projects: [project] });
  }
  function apply(plan: Result<EditPlan>): void {
    if (!plan.ok) throw new Error(plan.error.message);
    for (const [path, text] of Object.entries(afterPlan(files(), plan.value))) write(path, text);
  }
  const entries = (): readonly RawEntry[] => adapter.entries(files());
  function entry(name: string, scope?: string): RawEntry {
    const found = entries().find((one) => one.name === name && (scope ?? one.scope) === one.scope);
    if (found === undefined) throw new Error(`${name} is not listed`);
    return found;
  }
  return {
    home,
    project,
    entries,
    projects: () => adapter.projects(files()),
    entry,
    add(fields, scope = 'user') {
      const place = { scope, project: scope === 'user' ? null : project, bridge: false };
      apply(adapter.add(files(), newServer({ url: DEAD, ...fields }), place));
    },
    turn(name, on) {
      const back = parked.get(name);
      if (on && back !== undefined) return write(back.path, back.text);
      const now = files();
      const plan = adapter.setEnabled(now, entry(name), on);
      if (plan !== 'park') return apply(plan);
      const { gone, back: text } = parkedRound(now, entry(name));
      parked.set(name, { path: entry(name).location.path, text });
      write(entry(name).location.path, gone);
    },
    remove: (name) => apply(adapter.remove(files(), entry(name))),
    write,
  };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function listing(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
