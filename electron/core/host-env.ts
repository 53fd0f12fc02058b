import { homedir, networkInterfaces, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Everything the core may know about the machine. The only place that reads `process.env` and `os`. */
export interface HostEnv {
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly home: string;
  readonly tmp: string;
  readonly user: string;
  readonly vars: Readonly<Record<string, string | undefined>>;
  /** Our own folder: history, parked entries, backups, added projects. 0700. Never tokens. */
  readonly stateDir: string;
  readonly version: string;
}

/** Reads the machine once. `MCP_TRAY_STATE_DIR` overrides our own folder (tests, portable use). */
export function readHostEnv(
  version: string,
  vars: Readonly<Record<string, string | undefined>> = process.env,
): HostEnv {
  const platform = process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux';
  const home = (platform === 'win32' ? vars['USERPROFILE'] : vars['HOME']) || homedir();
  return {
    platform,
    home,
    tmp: tmpdir(),
    user: vars['USER'] ?? vars['USERNAME'] ?? userInfo().username,
    vars,
    stateDir: vars['MCP_TRAY_STATE_DIR'] || defaultStateDir(platform, home, vars),
    version,
  };
}

function defaultStateDir(
  platform: HostEnv['platform'],
  home: string,
  vars: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'MCP Tray');
  if (platform === 'win32') return join(vars['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'MCP Tray');
  return join(vars['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'mcp-tray');
}

/** Whether any network interface but loopback has an address. True tells little; false means offline. */
export function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}
