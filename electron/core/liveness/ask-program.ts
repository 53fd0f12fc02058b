import { execFile } from 'node:child_process';
import { LIST_LIMIT_MS } from './programs.ts';

/** What a program of the system prints; null when it fails or takes too long. */
export function askProgram(options: {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly signal: AbortSignal;
}): Promise<string | null> {
  const { file, args, env, signal } = options;
  const limits = { timeout: LIST_LIMIT_MS, maxBuffer: 8_000_000, windowsHide: true };
  return new Promise((resolve) => {
    execFile(file, [...args], { env, signal, ...limits }, (error, output) =>
      resolve(error === null ? output : null),
    );
  });
}
