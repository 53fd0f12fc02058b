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

/**
 * Tells whether something that happened at one of the paths can concern a file: the file itself, or a folder above it.
 * With 200 projects thousands of files are asked about: `names` keeps how each is compared.
 */
export function concernOf(paths: readonly string[], names: Map<string, string>): (file: string) => boolean {
  const happened = paths.map((path) => {
    const name = sameName(path);
    return { name, inside: name.endsWith(sep) ? name : name + sep };
  });
  return (file) => {
    let watched = names.get(file);
    if (watched === undefined) names.set(file, (watched = sameName(file)));
    return happened.some(({ name, inside }) => watched === name || watched.startsWith(inside));
  };
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
