import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Versions that the facts in the adapters were seen with. */
const VERSIONS = { '@openai/codex': '0.169.0', '@anthropic-ai/claude-code': '2.1.329' } as const;

const INSTALL_TIMEOUT_MS = 8 * 60_000;
const LOCK_STALE_MS = 10 * 60_000;

export interface RealClients {
  readonly codex: string;
  readonly claude: string;
}

/**
 * Paths of the real programs, installed from npm into `.cache/clients` (or `MCP_TRAY_CLIENTS_DIR`) when they
 * are not there yet. Test files that ask at the same time wait for one installation.
 */
export async function realClients(): Promise<RealClients> {
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  const folder = process.env['MCP_TRAY_CLIENTS_DIR'] ?? join(repository, '.cache', 'clients');
  const found = await installed(folder);
  if (found !== null) return found;
  await mkdir(folder, { recursive: true });
  return withLock(join(folder, '.lock'), async () => {
    const byOthers = await installed(folder);
    if (byOthers !== null) return byOthers;
    await install(folder);
    const now = await installed(folder);
    if (now === null) throw new Error(`npm installed no programs for ${process.platform} in ${folder}`);
    return now;
  });
}

async function install(folder: string): Promise<void> {
  const packages = Object.entries(VERSIONS).map(([name, version]) => `${name}@${version}`);
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', '--prefix', folder, ...flags, ...packages], {
    cwd: folder,
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` },
    timeout: INSTALL_TIMEOUT_MS,
    shell: process.platform === 'win32',
  });
}

/** The native programs of the packages for this system; null when one is missing or of another version. */
async function installed(folder: string): Promise<RealClients | null> {
  const modules = join(folder, 'node_modules');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const system = `${process.platform}-${process.arch}`;
  for (const [name, version] of Object.entries(VERSIONS)) {
    const text = await readFile(join(modules, name, 'package.json'), 'utf8').catch(() => '{}');
    if ((JSON.parse(text) as { version?: string }).version !== version) return null;
  }
  const vendor = join(modules, `@openai/codex-${system}`, 'vendor');
  const [triple] = await readdir(vendor).catch(() => []);
  const codex = join(vendor, triple ?? '', 'bin', `codex${suffix}`);
  const claude = join(modules, `@anthropic-ai/claude-code-${system}`, `claude${suffix}`);
  return (await isFile(codex)) && (await isFile(claude)) ? { codex, claude } : null;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

export async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + INSTALL_TIMEOUT_MS;
  while (!(await takeLock(lock))) {
    if (Date.now() > deadline) throw new Error(`${lock} is held for too long; remove it if nobody installs`);
    await delay(500);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function takeLock(lock: string): Promise<boolean> {
  const taken = await mkdir(lock).then(
    () => true,
    () => false,
  );
  if (taken) return true;
  const since = await stat(lock).then(
    (stats) => stats.mtimeMs,
    () => Date.now(),
  );
  if (Date.now() - since > LOCK_STALE_MS) await rm(lock, { recursive: true, force: true });
  return false;
}

/** A scratch person: nothing of the real home is reachable, nothing is sent anywhere, no browser opens. */
export function scratchEnv(
  home: string,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const system = process.platform === 'win32' ? (process.env['PATH'] ?? '') : `/usr/bin${delimiter}/bin`;
  return {
    PATH: `${dirname(process.execPath)}${delimiter}${system}`,
    HOME: home,
    USERPROFILE: home,
    CODEX_HOME: join(home, '.codex'),
    TERM: 'xterm-256color',
    BROWSER: 'true',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    ...extra,
  };
}

/**
 * Nothing but this computer is reached, by programs that follow these variables. Some commands end early, or ask for a
 * login, without a key; nobody accepts this one.
 */
export const OFFLINE = {
  AMP_API_KEY: 'x',
  NO_COLOR: '1',
  DO_NOT_TRACK: '1',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NO_PROXY: '127.0.0.1,localhost',
};

/** Runs a client without a terminal and with closed input. An exit code other than 0 is a result, not an error. */
export function run(
  binary: string,
  args: readonly string[],
  {
    home,
    cwd = home,
    env = {},
    timeoutMs = 45_000,
  }: { home: string; cwd?: string; env?: Readonly<Record<string, string>>; timeoutMs?: number },
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      binary,
      [...args],
      { cwd, env: scratchEnv(home, env), timeout: timeoutMs, maxBuffer: 8 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number') resolve({ code, stdout, stderr });
        else reject(error ?? new Error(`${binary} did not end`));
      },
    );
    child.stdin?.end();
  });
}
