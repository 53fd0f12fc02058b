import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { findBinary } from '../config/detect.ts';
import type { HostEnv } from '../host-env.ts';

/** Seconds to wait for another program's lock; its own writes take milliseconds. */
const PATIENCE_SECONDS = 10;
const READY = 'held\n';

/**
 * Runs `job` while a child holds flock(2) on `path`: Node has no flock of its own, the `flock` program of Linux
 * has (and Homebrew's on macOS). Where there is none, on Windows, or when the owner never made its lock folder,
 * the job runs without; it compares the file's bytes before it writes in any case. Timeout when the lock is
 * held for too long. The lock ends with the child, and the child with us: it waits for the end of its input.
 */
export async function withFlock<T>(
  env: HostEnv,
  path: string,
  job: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const program = env.platform === 'win32' ? null : findBinary(env, ['flock']);
  if (program === null || !existsSync(dirname(path))) return job();
  const wait = String(PATIENCE_SECONDS);
  const child = spawn(program, ['--exclusive', '--timeout', wait, path, 'cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  // The child may be gone before it reads: then its end is what counts.
  child.stdin.on('error', () => undefined);
  child.stdin.write(READY);
  const held = await Promise.race([
    new Promise<true>((resolve) => {
      child.stdout.once('data', () => resolve(true));
    }),
    ended.then(() => false as const),
  ]);
  if (!held) {
    return fail('Timeout', 'The client is busy with its sign-ins.', { next: 'Try again in a moment.' });
  }
  try {
    return await job();
  } finally {
    child.stdin.end();
    await ended;
  }
}
