import { onUse } from '../on-use.ts';
import type { AuthEngineOptions, OwnAuthEngine } from './engine.ts';

/** The engine of `engine.ts`, read from disk with the first call that needs it. */
export function createAuthEngineOnUse(options: AuthEngineOptions): OwnAuthEngine {
  let loaded: OwnAuthEngine | null = null;
  const engine = onUse(async () => {
    const { createAuthEngine } = await import('./engine.ts');
    loaded = createAuthEngine(options);
    return loaded;
  });
  return {
    fact: async (...args) => (await engine()).fact(...args),
    list: async () => (await engine()).list(),
    accessToken: async (...args) => (await engine()).accessToken(...args),
    signIn: async (...args) => (await engine()).signIn(...args),
    stepUp: async (...args) => (await engine()).stepUp(...args),
    signInWithCode: async (...args) => (await engine()).signInWithCode(...args),
    signInAsApp: async (...args) => (await engine()).signInAsApp(...args),
    setRegistration: async (...args) => (await engine()).setRegistration(...args),
    signOut: async (...args) => (await engine()).signOut(...args),
    // A token that was refused came from the engine.
    noteRejection: (...args) => loaded?.noteRejection(...args),
    // An engine that was never asked for has no memory, and nothing under way.
    reload: () => loaded?.reload(),
    settled: async () => loaded?.settled(),
  };
}
