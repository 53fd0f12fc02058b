import { basename } from 'node:path';
import type { HostEnv } from '../host-env.ts';
import { askProgram } from './ask-program.ts';
import type { RunningProgram } from './programs.ts';
import { runsScripts, scriptName } from './script-name.ts';

/** From `ps`, twice at most: only for programs that run scripts it is asked for arguments. */
export async function macPrograms(
  vars: HostEnv['vars'],
  signal: AbortSignal,
): Promise<readonly RunningProgram[] | null> {
  const zone = vars['TZ'];
  // Times are printed in the language and the zone of the environment, and read in ours.
  const env = { LC_ALL: 'C', ...(zone === undefined ? {} : { TZ: zone }) };
  const ask = (args: readonly string[]) => askProgram({ file: '/bin/ps', args, env, signal });
  const user = String(process.getuid?.() ?? '');
  const listed = await ask(['-U', user, '-x', '-o', 'pid=,ppid=,lstart=,comm=']);
  if (listed === null) return null;
  const programs = programsOf(listed);
  const engines = programs.filter(({ names }) => names.some(runsScripts)).map(({ pid }) => pid);
  const lines = engines.length === 0 ? '' : await ask(['-p', engines.join(','), '-o', 'pid=,args=']);
  return withScripts(programs, lines ?? '');
}

/** Reads lines of `pid=,ppid=,lstart=,comm=`; what is no such line is left out. Pure. */
export function programsOf(listed: string): readonly RunningProgram[] {
  return listed.split('\n').flatMap((line) => {
    const fields = /^\s*(\d+)\s+(\d+)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]+\s+\d{4})\s+(.+?)\s*$/.exec(line);
    const [, pid, parent, started, path] = fields ?? [];
    const at = Date.parse(started ?? '');
    if (path === undefined || Number.isNaN(at)) return [];
    // The end of the second it began in: a program must not look older than it is.
    const startedAt = at + 999;
    return [{ pid: Number(pid), parent: Number(parent), startedAt, names: [basename(path)], path }];
  });
}

/** Adds the names of scripts from lines of `pid=,args=`. Pure. */
export function withScripts(programs: readonly RunningProgram[], listed: string): readonly RunningProgram[] {
  const scripts = new Map(
    listed.split('\n').map((line) => {
      const [pid, , ...args] = line.trim().split(/\s+/);
      return [Number(pid), scriptName(args)] as const;
    }),
  );
  return programs.map((program) => {
    const script = scripts.get(program.pid) ?? null;
    return script === null ? program : { ...program, names: [...program.names, script] };
  });
}
