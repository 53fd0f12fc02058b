import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = resolve(import.meta.dirname, '../../.github/workflows');
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}));

describe.each(workflows)('.github/workflows/$name', ({ text }) => {
  it('pins every action to a commit and names its version', () => {
    const uses = text.match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const use of uses) expect(use).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('starts without permissions and keeps no credentials in the checkout', () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    expect(text).not.toContain('pull_request_target');
    expect(text.match(/persist-credentials: false/g)?.length).toBe(text.match(/actions\/checkout@/g)?.length);
  });

  it('puts nothing from outside into a script', () => {
    const scripts = text.match(/run: (\|\n( {10,}.*\n)+|.*)/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).not.toContain('${{');
  });
});

it('runs end-to-end specs that exist, named before --project, which takes all words after it', () => {
  const runs = workflows.flatMap(({ text }) => text.match(/playwright test.*/g) ?? []);
  expect(runs.length).toBeGreaterThan(0);
  for (const run of runs) {
    expect(run).toMatch(/ --project [a-z]+$/);
    for (const spec of run.match(/\S+\.spec\.ts/g) ?? []) {
      expect(join(folder, '../../e2e', spec)).toSatisfy(existsSync);
    }
  }
});
