import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RunningProgram } from './programs.ts';
import { runsScripts, scriptName } from './script-name.ts';

/** Start times count in hundredths of a second on every Linux that Node runs on (proc(5), USER_HZ). */
const TICK_MS = 10;

/** From /proc, which never waits for anybody; null where it is not there. */
export async function linuxPrograms(): Promise<readonly RunningProgram[] | null> {
  try {
    const [uptime = ''] = (await readFile('/proc/uptime', 'utf8')).split(' ');
    const bootedAt = Date.now() - Number(uptime) * 1_000;
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const found = await Promise.all(pids.map((pid) => program(pid, bootedAt)));
    return found.filter((one) => one !== null);
  } catch {
    return null;
  }
}

/** Null for a program that ended meanwhile, belongs to someone else or is a part of the system. */
async function program(pid: string, bootedAt: number): Promise<RunningProgram | null> {
  try {
    const folder = `/proc/${pid}`;
    const path = (await readlink(`${folder}/exe`)).replace(/ \(deleted\)$/, '');
    const [line, { uid }] = await Promise.all([readFile(`${folder}/stat`, 'utf8'), stat(folder)]);
    if (uid !== process.getuid?.()) return null;
    const { command, parent, startTicks } = statFields(line);
    const names = [command, basename(path)];
    const script = names.some(runsScripts) ? await scriptOf(folder) : null;
    return {
      pid: Number(pid),
      parent,
      // The end of the tick it began in: a program must not look older than it is.
      startedAt: bootedAt + (startTicks + 1) * TICK_MS,
      names: script === null ? names : [...names, script],
      path,
    };
  } catch {
    return null;
  }
}

async function scriptOf(folder: string): Promise<string | null> {
  const [, ...args] = (await readFile(`${folder}/cmdline`, 'utf8')).split('\0');
  return scriptName(args.filter((arg) => arg !== ''));
}

/** Fields 2, 4 and 22 of /proc/<pid>/stat; the name stands in brackets and may hold blanks and brackets. */
function statFields(line: string): {
  readonly command: string;
  readonly parent: number;
  readonly startTicks: number;
} {
  const end = line.lastIndexOf(')');
  const rest = line.slice(end + 2).split(' ');
  return {
    command: line.slice(line.indexOf('(') + 1, end),
    parent: Number(rest[1]),
    startTicks: Number(rest[19]),
  };
}
