import { spawnSync } from 'node:child_process';

const LOOPBACK_UP = 'mount --bind /dev/null /etc/resolv.conf; ip link set lo up; exec "$@"';
const NAMESPACES = ['-rnm', 'sh', '-c', LOOPBACK_UP, 'sh'];

let works: boolean | null = null;

/**
 * The command in a network of its own that has nothing but loopback, and in which no name can be looked up; as it
 * is where the system does not let us make one (not Linux, or a locked-down one).
 */
export function withoutNetwork(program: string, args: readonly string[]): readonly [string, ...string[]] {
  works ??= process.platform === 'linux' && spawnSync('unshare', [...NAMESPACES, 'true']).status === 0;
  return works ? ['unshare', ...NAMESPACES, program, ...args] : [program, ...args];
}
