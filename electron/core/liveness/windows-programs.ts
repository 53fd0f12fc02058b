import { win32 } from 'node:path';
import { z } from 'zod';
import type { HostEnv } from '../host-env.ts';
import { askProgram } from './ask-program.ts';
import type { RunningProgram } from './programs.ts';
import { scriptName } from './script-name.ts';

/**
 * Windows tells start times only through its management service. Of the own session alone; programs of others
 * show no path. No double quotes in it: they would have to survive two parsers.
 */
const SCRIPT = [
  "$ErrorActionPreference='Stop'",
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8',
  '$own=(Get-Process -Id $PID).SessionId',
  "$all=@(Get-CimInstance Win32_Process -Filter ('SessionId='+$own)|Where-Object{$_.ExecutablePath -and $_.CreationDate}|" +
    'ForEach-Object{[pscustomobject]@{pid=$_.ProcessId;parent=$_.ParentProcessId;path=$_.ExecutablePath;' +
    'at=([DateTimeOffset]$_.CreationDate).ToUnixTimeMilliseconds();' +
    "line=$(if($_.Name -match '^(node|bun|deno)[.]exe$'){$_.CommandLine})}})",
  'ConvertTo-Json -Compress -InputObject $all',
].join(';');

const answerSchema = z.array(
  z.object({
    pid: z.number(),
    parent: z.number(),
    path: z.string(),
    at: z.number(),
    line: z.string().nullish(),
  }),
);

export async function windowsPrograms(
  vars: HostEnv['vars'],
  signal: AbortSignal,
): Promise<readonly RunningProgram[] | null> {
  const root = vars['SystemRoot'] ?? 'C:\\Windows';
  const file = win32.join(root, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', SCRIPT];
  const answer = await askProgram({ file, args, env: { SystemRoot: root }, signal });
  return answer === null ? null : programsOfAnswer(answer);
}

/** Null when it is not the answer that was asked for. Pure. */
export function programsOfAnswer(answer: string): readonly RunningProgram[] | null {
  const parsed = answerSchema.safeParse(jsonOf(answer));
  if (!parsed.success) return null;
  return parsed.data.map(({ pid, parent, path, at, line }) => {
    const script = line == null ? null : scriptName(argumentsOf(line));
    const name = win32.basename(path);
    return { pid, parent, startedAt: at, names: script === null ? [name] : [name, script], path };
  });
}

/** Without the first, which is the program; quoted parts are one argument. */
function argumentsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((found) => found[1] ?? found[2] ?? '').slice(1);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
