#!/usr/bin/env node
import { resolve } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { bigFileProgram } from '../core/config/big-file-program.ts';
import { readHostEnv } from '../core/host-env.ts';
import { EXIT } from './exit-codes.ts';
import { checkNode } from './node-version.ts';
import { runProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { processTerminal } from './terminal.ts';

/** How long a tidy end may take after Ctrl-C before the process ends anyway. */
const TIDY_END_MS = 5000;

const ending = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (ending.signal.aborted) process.exit(EXIT.interrupted);
    ending.abort();
    setTimeout(() => process.exit(EXIT.interrupted), TIDY_END_MS).unref();
  });
}
// Whoever waits for input (a paste, an answer) stops waiting.
ending.signal.addEventListener('abort', () => process.stdin.destroy());
for (const stream of [process.stdout, process.stderr]) {
  // Whoever read our output has gone (`mcp-tray list | head -1`): nothing is left to be said.
  stream.on('error', () => ending.abort());
}

const node = checkNode(process.versions.node);
if (!node.ok) {
  const json = process.argv.includes('--json');
  process.exit(reportError(node.error, { json, write: (text) => process.stderr.write(text) }));
}

const env = readHostEnv(packageJson.version);
const exitCode = await runProgram(process.argv.slice(2), {
  env,
  terminal: processTerminal(env.vars),
  signal: ending.signal,
  // The same two steps up from electron/cli (sources) and from out/main (built).
  rendererDir: resolve(import.meta.dirname, '../../out/renderer'),
  isFolder: async (path) => {
    const { stat } = await import('node:fs/promises');
    return stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
  },
  createCore: async (ports, options) => {
    const { createCore } = await import('../core/create-core.ts');
    // A single command has nobody to answer meanwhile, and a thread takes longer to start than most files to read.
    if (ports.hostKind === 'cli') return createCore(env, ports, options);
    return createCore(env, ports, { ...options, bigFileProgram: bigFileProgram(import.meta.filename) });
  },
});
await new Promise((flushed) => process.stdout.write('', flushed));
process.exit(exitCode);
