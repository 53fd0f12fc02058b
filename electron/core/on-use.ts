/** Makes a thing when it is first asked for, once: most starts of the program read and end, and never need it. */
export function onUse<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}
