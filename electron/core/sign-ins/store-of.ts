import type { SignInStore } from './types.ts';

/** Whether a client keeps its sign-ins in a store: its own, or one that it shares. */
export function isStoreOf(store: SignInStore, client: string): boolean {
  return store.owner === client || partOf(store, client) !== null;
}

/** The part of a client whose sign-ins these are; null where they are all that it has. */
export function partOf(store: SignInStore, client: string): string | null {
  const parts = store.parts ?? {};
  return Object.hasOwn(parts, client) ? (parts[client] ?? null) : null;
}
