import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const MAIN = resolve(import.meta.dirname, '../main.ts');
const END_MS = 20_000;

export interface Finished {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** A person's home in a temporary folder, and the real program run in it. */
export interface ScratchHome {
  readonly home: string;
  /** Writes a file below the home, with its folders; returns its path. */
  write(path: string, text: string): Promise<string>;
  /** The program's environment: this home and nothing of the machine's own. */
  readonly vars: Record<string, string>;
  spawn(argv: readonly string[]): ChildProcessWithoutNullStreams;
  run(argv: readonly string[], input?: string): Promise<Finished>;
  remove(): Promise<void>;
}

export async function scratchHome(extra: Record<string, string> = {}): Promise<ScratchHome> {
  const home = await mkdtemp(join(tmpdir(), 'mcp-tray-home-'));
  const vars = { HOME: home, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...extra };
  const start = (argv: readonly string[]): ChildProcessWithoutNullStreams =>
    spawn(process.execPath, [MAIN, ...argv], { cwd: home, env: vars });
  return {
    home,
    vars,
    async write(path, text) {
      const full = join(home, path);
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, text);
      return full;
    },
    spawn: start,
    run: (argv, input = '') => finish(start(argv), input),
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function finish(child: ChildProcessWithoutNullStreams, input: string): Promise<Finished> {
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The program did not end in time.\n${out}\n${err}`));
    }, END_MS);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, out, err });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
