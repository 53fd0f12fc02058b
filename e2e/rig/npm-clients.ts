import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withLock } from './real-clients.ts';

/** Versions that the facts in the adapters were seen with, and where npm puts the program of each. */
const CLIENTS = {
  gemini: { name: '@google/gemini-cli', version: '0.61.0', script: 'bundle/gemini.js' },
  qwen: { name: '@qwen-code/qwen-code', version: '0.24.4', script: 'cli-entry.js' },
  copilot: { name: '@github/copilot', version: '1.0.102', script: 'npm-loader.js' },
} as const;

export type NpmClient = keyof typeof CLIENTS;

const INSTALL_TIMEOUT_MS = 8 * 60_000;

/**
 * Paths of the clients' scripts, to be run with this Node. Installed from npm into `.cache/npm-clients` (or
 * `npm-clients` in `MCP_TRAY_CLIENTS_DIR`) when they are not there yet; who asks at the same time waits.
 */
export async function npmClients(): Promise<Readonly<Record<NpmClient, string>>> {
  const repository = fileURLToPath(new URL('../..', import.meta.url));
  const parent = process.env['MCP_TRAY_CLIENTS_DIR'] ?? join(repository, '.cache');
  const folder = join(parent, 'npm-clients');
  await mkdir(folder, { recursive: true });
  return withLock(join(folder, '.lock'), async () => {
    if (!(await isInstalled(folder))) await install(folder);
    if (!(await isInstalled(folder))) throw new Error(`npm did not install the clients into ${folder}`);
    const script = (key: NpmClient): string =>
      join(folder, 'node_modules', CLIENTS[key].name, CLIENTS[key].script);
    return { gemini: script('gemini'), qwen: script('qwen'), copilot: script('copilot') };
  });
}

async function install(folder: string): Promise<void> {
  const packages = Object.values(CLIENTS).map(({ name, version }) => `${name}@${version}`);
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', '--prefix', folder, ...flags, ...packages], {
    cwd: folder,
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` },
    timeout: INSTALL_TIMEOUT_MS,
    shell: process.platform === 'win32',
  });
}

async function isInstalled(folder: string): Promise<boolean> {
  for (const { name, version } of Object.values(CLIENTS)) {
    const path = join(folder, 'node_modules', name, 'package.json');
    const text = await readFile(path, 'utf8').catch(() => '{}');
    if ((JSON.parse(text) as { version?: string }).version !== version) return false;
  }
  return true;
}
