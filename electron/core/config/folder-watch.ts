import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';

/** Tells when something appears in a folder or goes from it; folders themselves may come and go. */
export interface FolderWatch {
  /** From now on these folders, which exist, by path; another `identity` is another folder of the same name. */
  follow(folders: ReadonlyMap<string, string>): void;
  close(): void;
}

/**
 * One watch for each folder, and none for what is in it: some are full of files that are written all day. The
 * first time a folder is followed, `onChange` is called for it too: something may have come since it was read.
 */
export function createFolderWatch(options: {
  readonly onChange: (folder: string) => void;
  readonly onError: () => void;
}): FolderWatch {
  const watches = new Map<string, { readonly identity: string; readonly watch: FSWatcher }>();

  function end(folder: string): void {
    watches.get(folder)?.watch.close();
    watches.delete(folder);
  }

  function begin(folder: string, identity: string): void {
    try {
      const made = watch(folder, { persistent: false }, (event) => {
        if (event === 'rename') options.onChange(folder);
      });
      // A folder that went away on Windows; whoever follows it finds out by looking.
      made.on('error', () => end(folder));
      watches.set(folder, { identity, watch: made });
      options.onChange(folder);
    } catch {
      // Gone again, or the system's limit is reached: looking every now and then remains.
      options.onError();
    }
  }

  return {
    follow(folders) {
      for (const [folder, { identity }] of watches) {
        if (folders.get(folder) !== identity) end(folder);
      }
      for (const [folder, identity] of folders) {
        if (!watches.has(folder)) begin(folder, identity);
      }
    },
    close() {
      for (const folder of watches.keys()) end(folder);
    },
  };
}
