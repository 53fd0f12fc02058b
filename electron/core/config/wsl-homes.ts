import { readFileSync } from 'node:fs';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { WslHomes } from '../../../shared/snapshot.ts';
import { wslHomes } from '../clients/wsl.ts';
import type { HostEnv } from '../host-env.ts';
import { createStateFile } from './state-file.ts';

type WslHost = Pick<HostEnv, 'platform' | 'vars' | 'stateDir'>;

/**
 * Home folders inside WSL whose clients are to be listed: those of `MCP_TRAY_WSL_HOMES`, else those that the person
 * has named in the window. None but on Windows. Nothing is looked for by itself, because to look into a distribution
 * starts it.
 */
export function namedWslHomes(env: WslHost): readonly string[] {
  if (env.platform !== 'win32') return [];
  const variable = env.vars['MCP_TRAY_WSL_HOMES'];
  if (variable !== undefined && variable !== '') return variable.split(';').map((path) => path.trim());
  try {
    const saved: unknown = JSON.parse(readFileSync(fileOf(env).path, 'utf8'));
    const items = typeof saved === 'object' && saved !== null && 'items' in saved ? saved.items : [];
    return Array.isArray(items) ? items.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
}

/** What the window shows of them, and how it changes what counts from the next start on. */
export function createWslHomes(env: WslHost): {
  view(): WslHomes | null;
  /** InvalidRequest, naming the line, for what is no home folder inside WSL. */
  set(paths: readonly string[]): Promise<Result<null>>;
} {
  const active = namedWslHomes(env);
  let saved = active;
  return {
    view: () =>
      env.platform === 'win32' ? { active, saved, fixed: Boolean(env.vars['MCP_TRAY_WSL_HOMES']) } : null,
    async set(paths) {
      const wrong = paths.find((path) => wslHomes(path).length !== 1);
      if (wrong !== undefined) {
        return fail('InvalidRequest', `“${wrong}” is not a home folder inside WSL.`, {
          next: String.raw`Write it like this: \\wsl.localhost\Ubuntu\home\me`,
        });
      }
      const result = await fileOf(env).update(() => [...new Set(paths)]);
      if (!result.ok) return result;
      saved = result.value;
      return ok(null);
    },
  };
}

function fileOf({ stateDir }: WslHost) {
  return createStateFile<string>({
    stateDir,
    name: 'wsl-homes',
    item: async () => (await import('./state-schemas.ts')).wslHomeSchema,
  });
}
