import { dirname, normalize, sep } from 'node:path';

/** What the file watcher is given for a set of files. */
export interface WatchPlan {
  /** Folders to start from: existing ones, none inside another. */
  readonly roots: readonly string[];
  /** False for everything but the files and the folders on the way to them. */
  readonly follows: (path: string) => boolean;
}

/**
 * Files are watched through their folders: a watch on a file itself is lost when the file is deleted or
 * replaced, and cannot wait for a folder that does not exist yet. `exists` tells which folders are there.
 */
export function watchPlan(files: readonly string[], exists: (folder: string) => boolean): WatchPlan {
  const starts = new Set(files.flatMap((file) => foldersAbove(file).find((folder) => exists(folder)) ?? []));
  const roots = [...starts].filter((root) => !foldersAbove(root).some((above) => starts.has(above)));
  const followed = new Set([...files, ...files.flatMap((file) => foldersAbove(file))].map(sameName));
  return { roots, follows: (path) => followed.has(sameName(path)) };
}

/** Whether something that happened at `path` can concern `file`: the file itself, or a folder above it. */
export function concerns(path: string, file: string): boolean {
  const happened = sameName(path);
  const watched = sameName(file);
  return watched === happened || watched.startsWith(happened.endsWith(sep) ? happened : happened + sep);
}

/** macOS and Windows ignore case, and macOS may report a name in another Unicode form than it was given. */
function sameName(path: string): string {
  const name = normalize(path).normalize('NFC');
  return process.platform === 'linux' ? name : name.toLowerCase();
}

/** Nearest first, up to the root of the file system. */
function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  for (let at = path, folder = dirname(at); folder !== at; at = folder, folder = dirname(at)) {
    folders.push(folder);
  }
  return folders;
}
