import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { win32 } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 1000;
const STEP_MS = 20;

/**
 * Ends a child that was started as the leader of its own process group, and everything it started: first by
 * closing its input (the way MCP ends a stdio server), then by asking, then by force. Returns when it is gone.
 */
export async function endTree(child: ChildProcess, windowsRoot: string | null): Promise<void> {
  child.stdin?.end();
  const { pid } = child;
  if (pid === undefined) return;
  if (windowsRoot !== null) {
    const gone = () => child.exitCode !== null || child.signalCode !== null;
    if (await settled(gone, GRACE_MS)) return;
    await taskkill(pid, windowsRoot);
    await settled(gone, GRACE_MS);
    return;
  }
  const gone = () => !signalGroup(pid, 0);
  if (await settled(gone, GRACE_MS)) return;
  signalGroup(pid, 'SIGTERM');
  if (await settled(gone, GRACE_MS)) return;
  signalGroup(pid, 'SIGKILL');
  await settled(gone, GRACE_MS);
}

/** For `process.on('exit')`, where nothing can be awaited. */
export function killGroupNow(pid: number): void {
  signalGroup(pid, 'SIGKILL');
}

/** False when the group has no process any more (or none that we may signal). */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

async function settled(done: () => boolean, limitMs: number): Promise<boolean> {
  for (let waited = 0; waited < limitMs; waited += STEP_MS) {
    if (done()) return true;
    await sleep(STEP_MS);
  }
  return done();
}

async function taskkill(pid: number, windowsRoot: string): Promise<void> {
  const program = win32.join(windowsRoot, 'System32', 'taskkill.exe');
  await new Promise<void>((resolve) => {
    execFile(program, ['/pid', String(pid), '/T', '/F'], { timeout: 5000, windowsHide: true }, () =>
      resolve(),
    );
  });
}
