import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(import.meta.dirname, '..', '..');
const runnerPackage = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/package.json'));
const runner = join(dirname(runnerPackage), 'dist', 'index.js');

/** Milliseconds: for one scenario, and for the whole run. */
const SCENARIO_TIMEOUT = 45_000;
const RUN_TIMEOUT = 110_000;

/** What is run: a frozen requirement set, or the scenarios of revision 2025-03-26 that no set holds. */
export const RUNS = {
  '2025-11-25': ['--requirements', '2025-11-25', '--expected-failures', 'e2e/conformance/baseline.yml'],
  '2026-07-28': ['--requirements', '2026-07-28', '--expected-failures', 'e2e/conformance/baseline.yml'],
  '2025-03-26': ['--suite', 'backcompat'],
} as const;

export interface Outcome {
  /** 0 when every scored scenario passed and the baseline is exactly what failed. */
  readonly code: number | null;
  readonly output: string;
  /** Failed checks by scenario. */
  readonly failures: ReadonlyMap<string, number>;
}

/**
 * Runs the official conformance runner against our engine. The runner splits the client's command at spaces,
 * so the command holds no path of this machine: it is relative, and `node` is found through PATH.
 */
export async function runConformance(name: keyof typeof RUNS): Promise<Outcome> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      import.meta.resolve('./loopback-only.ts'),
      runner,
      'client',
      '--command',
      'node e2e/conformance/client.ts',
      '--timeout',
      String(SCENARIO_TIMEOUT),
      ...RUNS[name],
    ],
    {
      cwd: root,
      env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: RUN_TIMEOUT,
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      output += String(part);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = output.matchAll(/^[✓✗] (\S+): \d+ passed, (\d+) failed/gm);
  const failures = new Map([...lines].map(([, scenario = '', failed = '']) => [scenario, Number(failed)]));
  return { code, output, failures };
}
