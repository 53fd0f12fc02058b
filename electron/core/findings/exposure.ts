import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostEnv } from '../host-env.ts';
import { gitStanding } from './git-standing.ts';
import type { GitStanding } from './git-standing.ts';

/** Who besides the person may come to see what a file holds. */
export interface FileExposure {
  /** Permission bits; null on Windows, where they say nothing. */
  readonly mode: number | null;
  readonly readableBy: 'owner' | 'group' | 'everyone';
  readonly git: GitStanding;
}

export interface ExposureReader {
  /** Looks at these files again; what is asked for later and was not looked at is unknown. */
  look(files: readonly { readonly path: string; readonly shared: boolean }[]): Promise<void>;
  of(path: string): FileExposure | null;
}

/** For files that hold plain secrets only; `shared`: it belongs to a project, so git is asked too. */
export function createExposureReader(env: Pick<HostEnv, 'platform' | 'home'>): ExposureReader {
  let known: ReadonlyMap<string, FileExposure> = new Map();

  return {
    of: (path) => known.get(path) ?? null,
    async look(files) {
      const folders = new Map<string, Promise<number>>();
      const shared = new Map(files.map((file) => [file.path, file.shared]));
      const found = await Promise.all(
        [...shared].map(async ([path, isShared]) => {
          try {
            const { mode, readableBy } = await permissions(path, env.platform, folders);
            const git = isShared ? await gitStanding(path, env.home) : 'none';
            return [[path, { mode, readableBy, git }] as const];
          } catch {
            // Gone meanwhile; its entries will be too.
            return [];
          }
        }),
      );
      known = new Map(found.flat());
    },
  };
}

async function permissions(
  path: string,
  platform: HostEnv['platform'],
  folders: Map<string, Promise<number>>,
): Promise<Pick<FileExposure, 'mode' | 'readableBy'>> {
  if (platform === 'win32') return { mode: null, readableBy: 'owner' };
  const target = await realpath(path);
  const file = await stat(target);
  const mode = file.mode & 0o7777;
  // On many systems each person is alone in a group of the same number, which keeps nobody else in.
  const groupCounts = file.gid !== file.uid;
  if ((mode & 0o004) === 0 && ((mode & 0o040) === 0 || !groupCounts)) return { mode, readableBy: 'owner' };
  let open = 0o777;
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    const asked = folders.get(folder) ?? stat(folder).then((found) => found.mode);
    folders.set(folder, asked);
    open &= await asked;
    if (dirname(folder) === folder) break;
  }
  if ((mode & 0o004) !== 0 && (open & 0o001) !== 0) return { mode, readableBy: 'everyone' };
  const byGroup = (mode & 0o040) !== 0 && groupCounts && (open & 0o011) !== 0;
  return { mode, readableBy: byGroup ? 'group' : 'owner' };
}
