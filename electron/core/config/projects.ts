import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { createStateFile } from './state-file.ts';

/** Project folders the person added, besides those that clients remember. */
export interface Projects {
  /** As last read or changed by this process. */
  list(): readonly string[];
  load(): Promise<void>;
  /** InvalidRequest unless `path` is the absolute path of an existing folder. Adding twice is fine. */
  add(path: string): Promise<Result<null>>;
  /** Forgets the folder; nothing in it is touched. EntryNotFound when it was not added. */
  remove(path: string): Promise<Result<null>>;
  readonly path: string;
  problems(): readonly string[];
}

export function createProjects(options: { readonly stateDir: string }): Projects {
  const file = createStateFile<string>({
    stateDir: options.stateDir,
    name: 'projects',
    item: async () => (await import('./state-schemas.ts')).projectSchema,
  });
  let known: readonly string[] = [];

  async function change(edit: (items: readonly string[]) => readonly string[]): Promise<Result<null>> {
    const result = await file.update(edit);
    if (!result.ok) return result;
    known = result.value;
    return ok(null);
  }

  return {
    path: file.path,
    list: () => known,
    problems: () => file.problems(),
    async load() {
      known = [...new Set(await file.read())];
    },
    async add(path) {
      if (!isAbsolute(path)) {
        return fail('InvalidRequest', `"${path}" is not an absolute path.`, {
          next: 'Give the whole path of the project folder.',
        });
      }
      const folder = resolve(path);
      if (!(await isFolder(folder))) {
        return fail('InvalidRequest', `${folder} is not a folder.`, { next: 'Choose an existing folder.' });
      }
      return change((items) => (items.includes(folder) ? items : [...items, folder]));
    },
    async remove(path) {
      const folder = resolve(path);
      let found = false;
      const result = await change((items) => {
        found = items.includes(folder);
        return found ? items.filter((one) => one !== folder) : items;
      });
      if (!result.ok || found) return result;
      return fail('EntryNotFound', `${folder} is not among the added projects.`, {
        next: 'Run "mcp-tray projects list" to see them.',
      });
    },
  };
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
