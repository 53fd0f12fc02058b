import { readdirSync, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Up to here bytes are compared, which no clock can deceive; above it, stamps of a file that had settled. */
export const COMPARED_BYTES = 512 * 1024;

/** Programs that write in place empty a file before they fill it; a busy machine can let them wait in between. */
const EMPTY_MS = 1_000;
/** Large files are written in pieces, and a write in the same tick of the disk's clock leaves the same stamp. */
const LARGE_MS = 100;
/** FAT counts in steps of two seconds, older macOS disks in whole ones. */
const COARSE_MS = 2_100;
/** A file beside the target that is younger is taken for its next version in the making. */
const IN_THE_MAKING_MS = 250;

/**
 * Waits until the file, as it stands, is one that a change may build on: not just emptied, and if it is too
 * large to be compared byte by byte, not just written. At most about two seconds; a missing file is no error.
 */
export async function settled(path: string): Promise<void> {
  const deadline = Date.now() + COARSE_MS;
  for (;;) {
    const found = await stat(path, { bigint: true }).catch(() => null);
    const now = Date.now();
    if (found?.isFile() !== true || now >= deadline) return;
    const age = now - Number(found.mtimeNs / 1_000_000n);
    // A time that far ahead was set by hand or by another clock.
    const rest = age < -COARSE_MS ? 0 : restMs(found.size, found.mtimeNs) - age;
    if (rest <= 0) return;
    await sleep(Math.min(rest, 10));
  }
}

function restMs(size: bigint, modifiedNs: bigint): number {
  if (size === 0n) return EMPTY_MS;
  if (size <= COMPARED_BYTES) return 0;
  return modifiedNs % 1_000_000_000n === 0n ? COARSE_MS : LARGE_MS;
}

/** Waits, half a second at most, while another program is about to replace the file. */
export async function othersAtRest(target: string): Promise<void> {
  const deadline = performance.now() + 2 * IN_THE_MAKING_MS;
  while (nextVersionBeside(target) && performance.now() < deadline) await sleep(5);
}

/** Programs that replace a file write the new one beside it first, under a name that has the old one in it. */
function nextVersionBeside(target: string): boolean {
  const name = basename(target);
  const folder = dirname(target);
  try {
    return readdirSync(folder).some((other) => {
      const related = other !== name && (other.startsWith(name) || other.startsWith(`.${name}`));
      if (!related || other.endsWith('.mcp-tray.tmp')) return false;
      const found = statSync(join(folder, other), { throwIfNoEntry: false });
      return found?.isFile() === true && Math.abs(Date.now() - found.mtimeMs) < IN_THE_MAKING_MS;
    });
  } catch {
    // A folder that may not be listed tells nothing; the looks at the file itself remain.
    return false;
  }
}
