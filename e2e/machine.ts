import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
export const CLI = join(root, 'out', 'main', 'cli.js');

/** A person's computer in a temporary folder: HOME, config files, a way to run programs in it. */
export interface Machine {
  readonly home: string;
  readonly env: Record<string, string>;
  path(...parts: string[]): string;
  /** Writes a file (0600) below HOME and gives its path. */
  write(path: string, text: string): Promise<string>;
  read(path: string): Promise<string>;
  /** Runs the built command line in this HOME. */
  cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  run(program: string, args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  remove(): Promise<void>;
}

export async function createMachine(extraEnv: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const home = await mkdtemp(join(tmpdir(), 'mcp-tray-e2e-'));
  const env: Record<string, string> = {
    PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: home,
    ...windowsEnv(home),
    LANG: 'C.UTF-8',
    BROWSER: await fakeBrowser(home),
    ...extraEnv,
  };
  // The keyring's bus comes with a HOME of its own; ours wins.
  env['HOME'] = home;
  const machine: Machine = {
    home,
    env,
    path: (...parts) => join(home, ...parts),
    async write(path, text) {
      const full = join(home, path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, text, { mode: 0o600 });
      return full;
    },
    read: (path) => readFile(join(home, path), 'utf8'),
    cli: (...args) => machine.run(process.execPath, [CLI, ...args]),
    run: (program, args) => run(program, args, env, home),
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  };
  return machine;
}

/** What programs on Windows cannot start without, and the folders they take for the person's own. */
function windowsEnv(home: string): Record<string, string> {
  if (process.platform !== 'win32') return {};
  const system = ['SystemRoot', 'SystemDrive', 'windir', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP'];
  const kept = system.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const data = join(home, 'AppData');
  return {
    ...Object.fromEntries(kept),
    USERPROFILE: home,
    APPDATA: join(data, 'Roaming'),
    LOCALAPPDATA: join(data, 'Local'),
  };
}

/** A `$BROWSER` that signs in by itself at the rig. */
async function fakeBrowser(home: string): Promise<string> {
  const path = join(home, '.fake-browser');
  await writeFile(
    path,
    `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'e2e/rig/fake-browser.ts')}" "$1"\n`,
  );
  await chmod(path, 0o755);
  return path;
}

function run(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  cwd: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}
