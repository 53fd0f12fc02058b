import { dirname, resolve } from 'node:path';

/** The second thread's program, as seen from a host's entry file: beside it in a build, else among the sources. */
export function bigFileProgram(entry: string): string {
  return resolve(
    dirname(entry),
    entry.endsWith('.ts') ? '../core/config/big-file-thread.ts' : 'big-file-thread.js',
  );
}
