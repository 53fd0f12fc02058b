import { posix, win32 } from 'node:path';
import type { HostEnv } from '../host-env.ts';

/** What to hand to the OS. `verbatim`: the arguments are one ready-made Windows command line. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly verbatim: boolean;
}

/**
 * npm installs clients on Windows as `.cmd` files, which only `cmd.exe` can start and which read `&`, `%` and
 * the like in arguments as their own. Null when an argument or the path holds more than plain characters.
 */
export function launchable(env: HostEnv, binaryPath: string, args: readonly string[]): Launch | null {
  const isScript = env.platform === 'win32' && /\.(cmd|bat)$/i.test(binaryPath);
  if (!isScript) return { file: binaryPath, args, verbatim: false };
  const plain = args.every((arg) => /^[\w.:@/-]+$/.test(arg)) && !/["%!^&|<>]/.test(binaryPath);
  if (!plain) return null;
  const line = `/d /s /c ""${binaryPath}" ${args.join(' ')}"`;
  return { file: env.vars['ComSpec'] ?? 'cmd.exe', args: [line], verbatim: true };
}

/**
 * The person's own environment. A desktop app's PATH often lacks the folder of `node`, which stands beside the
 * client's start script, so the program's own folder is looked in as well.
 */
export function childEnvironment(env: HostEnv, binaryPath: string): Record<string, string> {
  const paths = env.platform === 'win32' ? win32 : posix;
  const pathName = Object.keys(env.vars).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const vars: Record<string, string> = {};
  for (const [name, value] of Object.entries(env.vars)) if (value !== undefined) vars[name] = value;
  const folders = [env.vars[pathName], paths.dirname(binaryPath)].filter(Boolean);
  vars[pathName] = folders.join(paths.delimiter);
  return vars;
}
