/** The host takes a copied value off the clipboard after this long (`brief-clipboard.ts`). */
const BRIEFLY_MS = 60_000;

let copiedAt: number | null = null;

export function noteCopied(now: number): void {
  copiedAt = now;
}

/** Whether a value was copied that the host would still have to take off again. */
export function copiedLately(now: number): boolean {
  return copiedAt !== null && now - copiedAt < BRIEFLY_MS;
}
