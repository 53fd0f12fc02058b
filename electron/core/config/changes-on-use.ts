import { onUse } from '../on-use.ts';
import type { PlanContext } from './change-plan.ts';
import type { ChangeEngine } from './changes.ts';

/** The engine of `changes.ts`, read from disk with the first change: what only reads never needs it. */
export function createChangesOnUse(options: PlanContext): ChangeEngine {
  const { history, parking } = options;
  const engine = onUse(async () => {
    const { createChangeEngine } = await import('./changes.ts');
    return createChangeEngine(options);
  });
  return {
    preview: async (...args) => (await engine()).preview(...args),
    apply: async (...args) => (await engine()).apply(...args),
    forget: async (...args) => (await engine()).forget(...args),
    mayApply: async (...args) => (await engine()).mayApply(...args),
    history: () => history.items(),
    load: async () => void (await Promise.all([history.load(), parking.load()])),
    problems: () => [...history.problems(), ...parking.problems()],
  };
}
