import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HostEnv } from '../host-env.ts';

/** A scratch home with our own folder beside it; for tests only. */
export interface TestHome {
  readonly root: string;
  readonly home: string;
  readonly stateDir: string;
  readonly env: HostEnv;
  path(...parts: string[]): string;
  write(name: string, text: string | Uint8Array, mode?: number): Promise<string>;
  read(name: string): Promise<string>;
  /** Names in the home, hidden ones too, without our own folder: nothing of ours may stay. */
  names(folder?: string): Promise<readonly string[]>;
  remove(): Promise<void>;
}

export async function createTestHome(): Promise<TestHome> {
  const root = await mkdtemp(join(tmpdir(), 'mcp-tray-config-'));
  const home = join(root, 'home');
  const stateDir = join(root, 'state');
  await mkdir(home);
  const path = (...parts: string[]): string => join(home, ...parts);
  return {
    root,
    home,
    stateDir,
    env: { platform: 'linux', home, tmp: root, user: 'someone', vars: {}, stateDir, version: '0.0.0' },
    path,
    async write(name, text, mode = 0o600) {
      await mkdir(dirname(path(name)), { recursive: true });
      await writeFile(path(name), text, { mode });
      return path(name);
    },
    read: (name) => readFile(path(name), 'utf8'),
    names: async (folder = '.') => (await readdir(path(folder))).toSorted(),
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

export interface ChildResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

const PRELUDE = `
const args = process.argv.slice(1);
const here = ${JSON.stringify(import.meta.dirname)};
const dropRights = () => {
  if (process.getuid() !== 0) return;
  process.setgroups([]);
  process.setgid(65534);
  process.setuid(65534);
};
`;

/**
 * Runs the text of a module in a Node process of its own. It finds `args`, `here` (this folder, for imports) and
 * `dropRights()`, after which root is nobody: root would pass every permission check.
 */
export function runChild(options: {
  readonly code: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly onOutput?: (kill: () => void) => void;
}): Promise<ChildResult> {
  const command = [...(options.command ?? []), process.execPath];
  const flags = ['--input-type=module', '--no-warnings', '-e', `${PRELUDE}${options.code}`, '--'];
  const [program = '', ...before] = command;
  const child = spawn(program, [...before, ...flags, ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const errors: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const limit = setTimeout(() => child.kill('SIGKILL'), 45_000);
  child.stdout.once('data', () => options.onOutput?.(() => child.kill('SIGKILL')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ code, signal, output: output.join(''), errors: errors.join('') });
    });
  });
}
