import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export const CLI = join(import.meta.dirname, '..', 'out', 'main', 'cli.js');
const PAIRS = 9;

/** Runs both in turn, so that a busy machine is busy for both; the least disturbed run of each (milliseconds). */
export function paired(
  ours: () => number,
  floor: () => number,
  pairs: number = PAIRS,
): { ours: number; floor: number } {
  ours();
  floor();
  const times = Array.from({ length: pairs }, () => [ours(), floor()] as const);
  return {
    ours: Math.min(...times.map(([time]) => time)),
    floor: Math.min(...times.map(([, time]) => time)),
  };
}

/** Milliseconds of one whole process. */
export function run(env: Record<string, string>, program: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(program, [...args], { env, encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

export function percentile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
}

export interface Row {
  readonly job: string;
  readonly ours: number;
  readonly floor: number;
  readonly floorName: string;
  /** The most that ours may be: so many times the floor, or so much (same unit) more than it. */
  readonly budget: { readonly times: number } | { readonly more: number };
  readonly unit?: string;
}

export function report({ job, ours, floor, floorName, budget, unit = 'ms' }: Row): void {
  const most = 'times' in budget ? floor * budget.times : floor + budget.more;
  const told = 'times' in budget ? `${budget.times} ×` : `${budget.more} ${unit} more`;
  const ratio = floor > 0 ? ` = ${(ours / floor).toFixed(2)} ×` : '';
  console.log(`${ours <= most ? 'within' : 'OVER  '}  ${job}`);
  console.log(
    `        ${ours.toFixed(1)} ${unit}${ratio} ${floor.toFixed(1)} ${unit} (${floorName}); budget ${told}`,
  );
}

export function skip(job: string, reason: string): void {
  console.log(`skipped ${job}: ${reason}`);
}
