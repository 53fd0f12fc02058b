import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** Runs a program and gives its output; null when it is missing, fails, or takes longer than two seconds. */
export type Run = (command: string, args: readonly string[]) => Promise<string | null>;

const BUS = 'org.freedesktop.DBus';
const WATCHER = 'org.kde.StatusNotifierWatcher';
const GDBUS_CALL = `--object-path /org/freedesktop/DBus --method ${BUS}.NameHasOwner`;
const DBUS_SEND_CALL = `/org/freedesktop/DBus ${BUS}.NameHasOwner string:${WATCHER}`;

/**
 * Whether a tray icon can be seen here. On Linux a tray icon is made without complaint although nobody shows
 * it (stock GNOME), so the session bus is asked for the StatusNotifier host. Not knowing counts as no: then
 * closing the window quits instead of leaving an invisible program behind. `tries`: a second apart.
 */
export async function hasTrayHost(
  platform: NodeJS.Platform,
  options: { run?: Run; tries?: number; pauseMs?: number } = {},
): Promise<boolean> {
  if (platform !== 'linux') return true;
  const { run = runProgram, tries = 1, pauseMs = 1000 } = options;
  for (let left = tries; ; left -= 1) {
    if (await isWatched(run)) return true;
    if (left <= 1) return false;
    await delay(pauseMs);
  }
}

async function isWatched(run: Run): Promise<boolean> {
  const gdbus = await run('gdbus', `call --session --dest ${BUS} ${GDBUS_CALL} ${WATCHER}`.split(' '));
  if (gdbus !== null) return gdbus.includes('true');
  const dbusSend = await run(
    'dbus-send',
    `--session --print-reply --dest=${BUS} ${DBUS_SEND_CALL}`.split(' '),
  );
  return dbusSend?.includes('boolean true') ?? false;
}

function runProgram(command: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(command, [...args], { timeout: 2000, windowsHide: true }, (problem, stdout) =>
      resolve(problem === null ? stdout : null),
    );
  });
}
