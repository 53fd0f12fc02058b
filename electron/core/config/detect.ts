import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientAdapter } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
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
  const found = await Promise.all(
    adapters.map(async (adapter) => [adapter.id, await detectClient(env, adapter)] as const),
  );
  return new Map(found);
}

async function detectClient(env: HostEnv, adapter: ClientAdapter): Promise<DetectedClient> {
  const binaryPath = findBinary(env, adapter.binaries);
  if (binaryPath !== null) {
    return { installed: true, version: await programVersion(binaryPath), binaryPath };
  }
  const marks = await Promise.all(adapter.markers(pathEnv(env)).map((path) => isThere(path)));
  return { installed: marks.includes(true), version: null, binaryPath: null };
}

/**
 * The first of the programs found on PATH, else in the folders where installers put them (an app started from
 * a dock does not get the shell's PATH); null when none is there.
 */
export function findBinary(env: HostEnv, names: readonly string[]): string | null {
  const separator = env.platform === 'win32' ? ';' : ':';
  const path = env.vars['PATH'] ?? env.vars['Path'] ?? '';
  const listed = path.split(separator).filter((folder) => folder !== '' && folder !== '.');
  for (const folder of [...listed, ...installFolders(env, listFolder)]) {
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

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
