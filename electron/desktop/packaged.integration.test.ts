import { execFile, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
const fromBuilder = createRequire(
  createRequire(require.resolve('electron-builder/package.json')).resolve('app-builder-lib/package.json'),
);
const { extractAll } = fromBuilder('@electron/asar') as { extractAll: (archive: string, to: string) => void };

let work: string;
let packed: string;
let home: string;

const env = () => ({ HOME: home, PATH: '/usr/bin:/bin', XDG_RUNTIME_DIR: home });

if (process.platform !== 'linux') console.warn('skipped: the package for Linux is put together on Linux');

describe.runIf(process.platform === 'linux')('the package for Linux', () => {
  /**
   * The package as electron-builder makes it, but for Electron itself, whose files are empty here (so that there
   * are no fuses to set). It is unpacked far from any `node_modules`: what was forgotten, fails.
   */
  beforeAll(async () => {
    if (!existsSync(join(root, 'out/main/desktop.js'))) throw new Error('Run "npm run build" first.');
    work = await mkdtemp(join(tmpdir(), 'mcp-tray-packaged-'));
    const electron = join(work, 'electron');
    await mkdir(join(electron, 'resources'), { recursive: true });
    for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler', 'LICENSE', 'version']) {
      await writeFile(join(electron, name), '');
      await chmod(join(electron, name), 0o755);
    }
    const config = parse(await readFile(join(root, 'electron-builder.yml'), 'utf8')) as Record<
      string,
      unknown
    >;
    delete config['electronFuses'];
    const own = {
      directories: { output: join(work, 'dist'), buildResources: 'build' },
      electronDist: electron,
    };
    await writeFile(join(work, 'builder.yml'), stringify({ ...config, ...own }));
    const cli = join(require.resolve('electron-builder/package.json'), '../cli.js');
    await run(
      process.execPath,
      [cli, '--dir', '--linux', '--publish', 'never', '--config', join(work, 'builder.yml')],
      { cwd: root, maxBuffer: 64 * 1024 * 1024 },
    );
    const resources = join(work, 'dist/linux-unpacked/resources');
    packed = join(work, 'package');
    extractAll(join(resources, 'app.asar'), packed);
    await cp(join(resources, 'app.asar.unpacked'), packed, { recursive: true });
    home = join(work, 'home');
    await mkdir(join(home, '.codex'), { recursive: true });
    await writeFile(join(home, '.codex/config.toml'), '[mcp_servers.docs]\ncommand = "docs-mcp"\n');
  }, 180_000);

  afterAll(() => rm(work, { recursive: true, force: true, maxRetries: 5 }));

  it('runs by itself: the command line', async () => {
    const { stdout } = await run(process.execPath, [join(packed, 'out/main/cli.js'), 'list', '--json'], {
      env: env(),
      cwd: home,
    });
    expect(stdout).toContain('"name":"docs"');
  });

  it('runs by itself: the desktop', async () => {
    const names: string[] = [];
    const child = fork(join(packed, 'out/main/desktop.js'), [], {
      cwd: home,
      execArgv: ['--import', import.meta.resolve('./electron-double-loader.ts')],
      env: env(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.on('message', (message) => names.push((message as { name: string }).name));
    try {
      await vi.waitFor(() => expect(names).toContain('tray.setContextMenu'), { timeout: 20_000 });
      await vi.waitFor(() => expect(names).toContain('window.loadURL'), { timeout: 20_000 });
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('has its native modules outside the archive, where they can be loaded', () => {
    const outside = join(work, 'dist/linux-unpacked/resources/app.asar.unpacked/node_modules');
    const load = createRequire(join(packed, 'package.json'));
    expect(join(outside, `@lydell/node-pty-linux-${process.arch}/pty.node`)).toSatisfy(existsSync);
    expect(load('@napi-rs/keyring')).toHaveProperty('Entry');
    expect(load('@lydell/node-pty')).toHaveProperty('spawn');
    expect(load('electron-updater')).toBeDefined();
  });
});
