/** The same `fetch`, trying once more with the computer's own authorities where a certificate's is unknown. */
export function trustingFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const started = performance.now();
    try {
      return await fetch(input, init);
    } catch (error) {
      const { isUnknownAuthority, trustSystemRoots } = await import('./system-roots.ts');
      if (!isUnknownAuthority(error) || !(await trustSystemRoots(started))) throw error;
      return fetch(input, init);
    }
  };
}
