#!/usr/bin/env node
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** A private D-Bus session bus with its own GNOME Keyring in its own HOME (auth.md 6.2). Linux only. */
export interface Keyring {
  /** For child processes; also enough for a library in this process when put into `process.env`. */
  readonly env: Readonly<Record<string, string>>;
  readonly home: string;
  /** How the daemon ended by itself, each time; it is started again unlocked, a desktop's would come back locked. */
  readonly ends: readonly string[];
  /** Ends the unlocked daemon and starts one that has the same keyring but not its password. */
  lock(): Promise<void>;
  unlock(): Promise<void>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 15_000;
const PASSWORD = 'rig-password';

/**
 * `unlocked`: as after a desktop login. `locked`: a keyring exists but nobody has unlocked it. `absent`: a
 * bus without any keyring service (a minimal or headless machine).
 */
export async function startKeyring(variant: 'unlocked' | 'locked' | 'absent' = 'unlocked'): Promise<Keyring> {
  const home = await mkdtemp(join(tmpdir(), 'mcp-tray-keyring-'));
  const runtime = join(home, 'run');
  await mkdir(runtime, { mode: 0o700 });
  const base = { PATH: process.env['PATH'] ?? '', HOME: home, XDG_RUNTIME_DIR: runtime };
  const bus = await startBus(base);
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: bus.address };
  let daemon: ChildProcess | null = null;
  let stopping = false;
  const ends: string[] = [];

  async function run(password: string | null): Promise<void> {
    const old = daemon;
    daemon = null;
    await end(old);
    daemon = await startDaemon(env, password);
    const started = daemon;
    let complaints = '';
    started.stderr?.on('data', (part) => (complaints = (complaints + String(part)).slice(-2000)));
    // GNOME Keyring (42 to 50) ends with SIGTRAP ("assertion 'client' failed", then g_variant_new) when a caller
    // has left before its OpenSession is handled: the keyring module gives up after two seconds, and a busy
    // machine makes the daemon slower than that. Never silently: a person would be asked for a password.
    started.once('exit', (code, signal) => {
      if (daemon !== started || stopping) return;
      const how = `GNOME Keyring ended by itself (${signal ?? code}): ${complaints.trim().split('\n').at(-1) ?? ''}`;
      ends.push(how);
      console.warn(`${how}. The rig starts it again, unlocked.`);
      void run(password).catch(() => undefined);
    });
  }

  try {
    if (variant !== 'absent') await run(PASSWORD);
    if (variant === 'locked') await run(null);
  } catch (error) {
    await end(daemon);
    await end(bus.process);
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }

  return {
    env,
    home,
    ends,
    lock: () => run(null),
    unlock: () => run(PASSWORD),
    async stop() {
      stopping = true;
      await end(daemon);
      await end(bus.process);
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** No service folders: nothing of this machine (its own keyring, a password dialog) is started by the bus. */
const busConfig = (folder: string) => `<!DOCTYPE busconfig PUBLIC
 "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

async function startBus(env: Record<string, string>): Promise<{ process: ChildProcess; address: string }> {
  const runtime = env['XDG_RUNTIME_DIR'] ?? '';
  const config = join(runtime, 'bus.conf');
  await writeFile(config, busConfig(runtime));
  const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address=1'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const address = await firstLine(bus);
  return { process: bus, address };
}

async function startDaemon(env: Record<string, string>, password: string | null): Promise<ChildProcess> {
  const unlock = password === null ? [] : ['--unlock'];
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...unlock], {
    env,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  daemon.stdin.end(password ?? '');
  await ownsName(env);
  return daemon;
}

async function ownsName(env: Record<string, string>): Promise<void> {
  const call = [
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.DBus',
    '/org/freedesktop/DBus',
    'org.freedesktop.DBus.GetNameOwner',
    'string:org.freedesktop.secrets',
  ];
  for (let attempt = 0; attempt < 100; attempt++) {
    const code = await exitCode(spawn('dbus-send', call, { env, stdio: 'ignore' }));
    if (code === 0) return;
    await delay(50);
  }
  throw new Error('gnome-keyring-daemon did not take its name on the bus');
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill();
      reject(new Error(`${child.spawnfile} did not start in time`));
    }, START_TIMEOUT_MS);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      finish();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) => settle(() => reject(new Error(`${child.spawnfile} ended: ${code}`))));
    if (child.stdout === null) throw new Error('stdout is needed');
    createInterface({ input: child.stdout }).once('line', (line) => settle(() => resolve(line)));
  });
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

async function end(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = exitCode(child);
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(timer);
}

/** `node e2e/rig/keyring.ts [--locked|--absent] -- COMMAND…` runs a command beside a fresh keyring. */
if (import.meta.main) {
  const split = process.argv.indexOf('--');
  const [command = '', ...args] = process.argv.slice(split + 1);
  const flags = process.argv.slice(2, split);
  const variant = flags.includes('--locked') ? 'locked' : flags.includes('--absent') ? 'absent' : 'unlocked';
  const keyring = await startKeyring(variant);
  try {
    const env = { ...process.env, ...keyring.env };
    process.exitCode = (await exitCode(spawn(command, args, { env, stdio: 'inherit' }))) ?? 1;
  } finally {
    await keyring.stop();
  }
}
