/** `npm run conformance`: the official runner against our engine; prints its summaries, ends with 1 on failure. */
import { RUNS, runConformance } from './run-suite.ts';

for (const name of Object.keys(RUNS) as (keyof typeof RUNS)[]) {
  const { code, output } = await runConformance(name);
  const summary = output.indexOf('=== SUITE SUMMARY ===');
  console.log(`\n── ${name}\n${code === 0 && summary >= 0 ? output.slice(summary) : output}`);
  if (code !== 0) process.exitCode = 1;
}
