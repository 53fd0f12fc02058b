import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientAdapter } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { nothingAt } from '../nothing-at.ts';
import { pathEnv } from './client-files.ts';
import { installFolders } from './install-folders.ts';
import { programVersion } from './program-version.ts';

export interface DetectedClient {
  readonly installed: boolean;
  /** Null when it cannot be told without running the program. */
  readonly version: string | null;
  readonly binaryPath: string | null;
}

/** Which clients are on this computer, by client id. Looks at files only; nothing is started. */
export async function detectClients(
  env: HostEnv,
  adapters: readonly ClientAdapter[],
): Promise<ReadonlyMap<string, DetectedClient>> {
  const folders = programFolders(env);
  const found = await Promise.all(
    adapters.map(async (adapter) => [adapter.id, await detectClient(env, adapter, folders)] as const),
  );
  return new Map(found);
}

async function detectClient(
  env: HostEnv,
  adapter: ClientAdapter,
  folders: readonly string[],
): Promise<DetectedClient> {
  const binaryPath = findBinary(env, adapter.binaries, folders);
  if (binaryPath !== null) {
    return { installed: true, version: await programVersion(binaryPath), binaryPath };
  }
  const installed = adapter.markers(pathEnv(env)).some((path) => !nothingAt(path));
  return { installed, version: null, binaryPath: null };
}

/** Folders that are there: those of PATH, then those of installers (an app from a dock does not get the shell's PATH). */
function programFolders(env: HostEnv): readonly string[] {
  const separator = env.platform === 'win32' ? ';' : ':';
  const path = env.vars['PATH'] ?? env.vars['Path'] ?? '';
  const listed = path.split(separator).filter((folder) => folder !== '' && folder !== '.');
  const unique = new Set([...listed, ...installFolders(env, listFolder)]);
  return [...unique].filter((folder) => !nothingAt(folder));
}

/** The first of the programs found where programs are; null when none is there. */
export function findBinary(
  env: HostEnv,
  names: readonly string[],
  folders: readonly string[] = programFolders(env),
): string | null {
  for (const folder of folders) {
    for (const name of names) {
      const found = executablesOf(env, name).find((file) => isProgram(env, join(folder, file)));
      if (found !== undefined) return join(folder, found);
    }
  }
  return null;
}

function executablesOf(env: HostEnv, name: string): readonly string[] {
  return env.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`, `${name}.bat`] : [name];
}

function isProgram(env: HostEnv, path: string): boolean {
  try {
    // An error object for each of the folders that do not have it would cost more than the look.
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    if (env.platform !== 'win32') accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function listFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
