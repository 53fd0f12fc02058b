import type { HostEnv } from '../core/host-env.ts';
import type { ClipboardDevice } from '../core/secrets/brief-clipboard.ts';

interface Tools {
  readonly write: readonly string[];
  readonly read: readonly string[];
}

/** Programs that reach the clipboard, best first; none without a screen. Secrets go through stdin, never argv. */
export function clipboardTools({ platform, vars }: Pick<HostEnv, 'platform' | 'vars'>): readonly Tools[] {
  if (platform === 'darwin') return [{ write: ['pbcopy'], read: ['pbpaste'] }];
  const windows: Tools = {
    write: ['clip.exe'],
    read: ['powershell.exe', '-NoProfile', '-Command', 'Get-Clipboard -Raw'],
  };
  if (platform === 'win32') return [windows];
  return [
    ...(vars['WAYLAND_DISPLAY'] ? [{ write: ['wl-copy'], read: ['wl-paste', '--no-newline'] }] : []),
    ...(vars['DISPLAY']
      ? [
          { write: ['xclip', '-selection', 'clipboard'], read: ['xclip', '-selection', 'clipboard', '-o'] },
          { write: ['xsel', '--clipboard', '--input'], read: ['xsel', '--clipboard', '--output'] },
        ]
      : []),
    ...(vars['WSL_DISTRO_NAME'] === undefined ? [] : [windows]),
  ];
}

/** The clipboard of the computer that the host runs on. */
export function programClipboard(env: Pick<HostEnv, 'platform' | 'vars'>): ClipboardDevice {
  const tools = clipboardTools(env);
  let used: Tools | null = null;

  return {
    async write(text) {
      for (const tool of used === null ? tools : [used]) {
        if ((await run(tool.write, env.vars, text)) === null) continue;
        used = tool;
        return true;
      }
      return false;
    },
    read: async () => (used === null ? null : run(used.read, env.vars, null)),
  };
}

/** These programs end, or go on in the background, at once. */
const LIMIT_MS = 3_000;

/** What it printed; null when it is missing, fails or hangs. */
async function run(
  [program = '', ...args]: readonly string[],
  vars: Readonly<Record<string, string | undefined>>,
  input: string | null,
): Promise<string | null> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve) => {
    // A program that stays to serve the clipboard would keep a pipe for its output open.
    const output = input === null ? 'pipe' : 'ignore';
    const child = spawn(program, args, { stdio: ['pipe', output, 'ignore'], env: { ...vars } });
    let text = '';
    const timer = setTimeout(() => {
      child.kill();
      resolve(null);
    }, LIMIT_MS);
    const settle = (answer: string | null): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    child.once('error', () => settle(null));
    child.once(input === null ? 'close' : 'exit', (code) => settle(code === 0 ? text : null));
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}
