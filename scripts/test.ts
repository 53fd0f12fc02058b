/**
 * `npm test`: every check of the project in one go, and one closing line with the counts.
 * Runs each step even when an earlier one failed, so that one run shows everything that is wrong.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { missingTools } from './machine.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const root = join(import.meta.dirname, '..');
const reports = join(root, 'artifacts', 'reports');
const total: Counts = { passed: 0, failed: 0, skipped: 0 };

const missing = missingTools();
if (missing.length > 0) {
  for (const { what, install } of missing) console.error(`Missing: ${what}. Install it with: ${install}`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

step('format', ['oxfmt', '--check', '.']);
step('lint', ['oxlint', '--type-aware', '--deny-warnings']);
step('types', ['tsc', '-p', '.']);
step('types of the renderer', ['tsc', '-p', 'renderer']);
step('dead code', ['knip']);
step('build', ['electron-vite', 'build', '--logLevel', 'warn']);
suite('unit', ['vitest', 'run', '--project', 'unit', '--project', 'renderer', ...vitestReport('unit')]);
suite('integration', ['vitest', 'run', '--project', 'integration', ...vitestReport('integration')]);
suite('e2e', ['playwright', 'test']);

console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);

function run(name: string, command: readonly string[]): boolean {
  console.log(`\n── ${name}`);
  const [program = '', ...args] = command;
  const bin = join(root, 'node_modules', '.bin');
  const separator = process.platform === 'win32' ? ';' : ':';
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      PATH: `${bin}${separator}${process.env['PATH'] ?? ''}`,
      PLAYWRIGHT_JSON_OUTPUT_NAME: join(reports, 'e2e.json'),
    },
  });
  return status === 0;
}

/** A check without cases of its own counts as one test. */
function step(name: string, command: readonly string[]): void {
  total[run(name, command) ? 'passed' : 'failed'] += 1;
}

/** A suite counts what its report says; without a readable report it counts as one failure. */
function suite(name: string, command: readonly string[]): void {
  const succeeded = run(name, command);
  const counts = readCounts(join(reports, `${name}.json`));
  if (counts === null || counts.passed + counts.failed === 0) {
    console.error(`${name}: no test was run.`);
    total.failed += 1;
    return;
  }
  total.passed += counts.passed;
  total.skipped += counts.skipped;
  total.failed += succeeded ? 0 : Math.max(1, counts.failed);
}

function vitestReport(name: string): readonly string[] {
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${join(reports, `${name}.json`)}`];
}

/** Reads Vitest's and Playwright's JSON reports. */
function readCounts(path: string): Counts | null {
  if (!existsSync(path)) return null;
  const report = JSON.parse(readFileSync(path, 'utf8')) as {
    numPassedTests?: number;
    numFailedTests?: number;
    numPendingTests?: number;
    stats?: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  if (report.stats) {
    const { expected, unexpected, flaky, skipped } = report.stats;
    return { passed: expected + flaky, failed: unexpected, skipped };
  }
  return {
    passed: report.numPassedTests ?? 0,
    failed: report.numFailedTests ?? 0,
    skipped: report.numPendingTests ?? 0,
  };
}
