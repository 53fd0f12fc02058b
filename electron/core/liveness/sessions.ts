import type { ClientProcess } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import type { RunningProgram } from './programs.ts';

/**
 * The running programs of one client, each with all it has started counted once: a browser-like app is a dozen
 * processes, and a script that starts its own engine anew is two. Pure.
 */
export function sessionsOf(
  programs: readonly RunningProgram[],
  processes: readonly ClientProcess[],
  platform: HostEnv['platform'],
): readonly RunningProgram[] {
  const found = programs.filter((program) => processes.some((one) => isOne(program, one, platform)));
  const byPid = new Map(found.map((program) => [program.pid, program]));
  return found.filter((program) => {
    const parent = byPid.get(program.parent);
    // Windows gives numbers of ended programs to new ones: a parent is older than its child.
    return parent === undefined || parent === program || parent.startedAt > program.startedAt;
  });
}

function isOne(program: RunningProgram, process: ClientProcess, platform: HostEnv['platform']): boolean {
  const { name, path, notPath } = process;
  // Claude Code from npm is a claude.exe on every system.
  const plain = (text: string): string => {
    const bare = text.replace(/\.exe$/i, '');
    return platform === 'win32' ? bare.toLowerCase() : bare;
  };
  return (
    program.names.some((one) => plain(one) === plain(name)) &&
    (path === undefined || path.test(program.path ?? '')) &&
    (notPath === undefined || !notPath.test(program.path ?? ''))
  );
}
