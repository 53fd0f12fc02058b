import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isIgnored } from './git-ignore.ts';
import type { IgnoreFile } from './git-ignore.ts';

/** How git treats a file: `none` outside of a repository, `open` when the next `git add .` would take it. */
export type GitStanding = 'tracked' | 'ignored' | 'open' | 'none';

/** An index of this size belongs to a repository of millions of files. */
const MOST_INDEX_BYTES = 128 * 1024 * 1024;

/**
 * Read from `.git` and the ignore files, without starting git. The person's `core.excludesFile` counts at its
 * usual place only. Costs a few `stat`s and small reads; never throws.
 */
export async function gitStanding(path: string, home: string): Promise<GitStanding> {
  const repository = await repositoryOf(dirname(path));
  if (repository === null) return 'none';
  const inside = relative(repository.root, path).split(sep).join('/');
  const index = await readFile(join(repository.gitFolder, 'index')).catch(() => null);
  if (index !== null && index.length < MOST_INDEX_BYTES && isInIndex(index, inside)) return 'tracked';
  const folders = inside.split('/').slice(0, -1);
  const places: readonly (readonly [string, string])[] = [
    ['', join(home, '.config', 'git', 'ignore')],
    ['', join(repository.commonFolder, 'info', 'exclude')],
    ...['', ...folders.map((_name, at) => folders.slice(0, at + 1).join('/'))].map(
      (folder) => [folder, join(repository.root, folder, '.gitignore')] as const,
    ),
  ];
  const files: IgnoreFile[] = [];
  for (const [folder, file] of places) {
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text !== null) files.push({ folder, text });
  }
  return isIgnored(inside, files) ? 'ignored' : 'open';
}

interface Repository {
  readonly root: string;
  /** Where this work tree has its index. */
  readonly gitFolder: string;
  readonly commonFolder: string;
}

async function repositoryOf(folder: string): Promise<Repository | null> {
  const mark = join(folder, '.git');
  const found = await stat(mark).catch(() => null);
  if (found?.isDirectory() === true) return { root: folder, gitFolder: mark, commonFolder: mark };
  if (found?.isFile() === true) {
    // A linked work tree or a submodule: the file names the folder.
    const named = /^gitdir: (.+)$/m.exec(await readFile(mark, 'utf8').catch(() => ''))?.[1]?.trim() ?? '';
    const gitFolder = isAbsolute(named) ? named : resolve(folder, named);
    const shared = (await readFile(join(gitFolder, 'commondir'), 'utf8').catch(() => '.')).trim();
    return { root: folder, gitFolder, commonFolder: resolve(gitFolder, shared) };
  }
  const parent = dirname(folder);
  return parent === folder ? null : repositoryOf(parent);
}

/**
 * Entries of the index (gitformat-index) end with flags, whose low 12 bits are the length of the path, the path
 * and a zero byte. Version 4 shortens paths by their predecessor: there only the file's own name is looked for.
 */
export function isInIndex(index: Buffer, path: string): boolean {
  if (index.toString('latin1', 0, 4) !== 'DIRC') return false;
  const shortens = index.readUInt32BE(4) >= 4;
  const wanted = Buffer.from(`${shortens ? basename(path) : path}\0`);
  const length = Math.min(Buffer.byteLength(path), 0xfff);
  for (let at = index.indexOf(wanted, 12); at !== -1; at = index.indexOf(wanted, at + 1)) {
    if (shortens || (at >= 2 && (index.readUInt16BE(at - 2) & 0xfff) === length)) return true;
  }
  return false;
}
