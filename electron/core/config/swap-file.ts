import { linkSync, readFileSync, renameSync, statSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMPARED_BYTES, othersAtRest } from './at-rest.ts';
import { errnoOf, isMissing } from './file-errors.ts';
import { sameStamp, stampOf } from './read-config.ts';
import type { FileStamp } from './read-config.ts';
import {
  isHeldForAMoment,
  sweep,
  syncFolder,
  temporaryName,
  waitAfter,
  writeTemporary,
} from './replace-file.ts';

/** A file as it was read. */
export interface FileBase {
  readonly stamp: FileStamp;
  readonly bytes: Buffer;
}

/** A program that opened the old file just before the step has this long to write into it. */
const LATE_WRITE_MS = 20;
const LOOK_MS = 5;

/**
 * Puts `bytes` in the place of the file that was read as `base`, in one step for readers. False when the file is
 * another by then, or became another because a program that had it open wrote into it after the step: that
 * program's file is put back then, the very file, so that it can go on writing. `meanwhile` is awaited before
 * the step, `verify` after it: whether the new file reads as it should.
 *
 * A hard link keeps the replaced file within reach. Where the disk has none (FAT, some network drives) only the
 * look just before the step protects. Nothing protects from a program that itself replaces the file between
 * that look and the step, some millionths of a second: Node cannot exchange two files. Throws Node file errors.
 */
export async function swapFile(options: {
  readonly target: string;
  readonly bytes: Uint8Array;
  readonly base: FileBase;
  readonly meanwhile: Promise<unknown>;
  readonly verify: () => Promise<boolean>;
}): Promise<boolean> {
  const { target, base } = options;
  const temporary = await writeTemporary(target, options.bytes, base.stamp);
  const aside = temporaryName(target);
  const second = temporaryName(target);
  try {
    await options.meanwhile;
    const ours = statOf(temporary);
    await othersAtRest(target);
    if (!(await step({ target, temporary, aside, base }))) return false;
    const isLate = lateWrites(aside, base);
    const since = performance.now();
    let late = isLate();
    if (!late) {
      await syncFolder(dirname(target));
      if (!(await options.verify())) return false;
      late = isLate();
    }
    while (!late && performance.now() - since < LATE_WRITE_MS) {
      await sleep(LOOK_MS);
      late = isLate();
    }
    if (!late) return true;
    putBack({ target, aside, second, ours });
    await syncFolder(dirname(target));
    return false;
  } finally {
    await Promise.all([temporary, aside, second].map((path) => unlink(path).catch(() => {})));
    await sweep(target);
  }
}

/**
 * Deletes the file that was read as `base`. False, with everything as it was, when another one turns out to
 * stand there: it is moved aside first, so that nothing unseen is deleted. Throws Node file errors.
 */
export async function takeAway(target: string, base: FileBase): Promise<boolean> {
  if (!isBase(target, base)) return false;
  const aside = temporaryName(target);
  renameSync(target, aside);
  await sleep(LATE_WRITE_MS);
  const { inode, size, modifiedNs } = statOf(aside);
  const { stamp } = base;
  const isSame = inode === stamp.inode && size === stamp.size && modifiedNs === stamp.modifiedNs;
  if (isSame && hasBytes(aside, base)) {
    await unlink(aside);
    return true;
  }
  // A file that was made there since is newer and stays.
  if (statSync(target, { throwIfNoEntry: false }) === undefined) renameSync(aside, target);
  else await unlink(aside);
  return false;
}

/** False when the target is no longer the base. */
async function step(paths: {
  readonly target: string;
  readonly temporary: string;
  readonly aside: string;
  readonly base: FileBase;
}): Promise<boolean> {
  const { target, temporary, aside, base } = paths;
  for (let attempt = 0; ; attempt += 1) {
    try {
      // Without a turn of the event loop in between: it would give other programs a thousand times longer.
      if (!isBase(target, base)) return false;
      keep(target, aside);
      renameSync(temporary, target);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      if (!isHeldForAMoment(error, attempt)) throw error;
      await unlink(aside).catch(() => {});
      await waitAfter(attempt);
    }
  }
}

function isBase(target: string, base: FileBase): boolean {
  return sameStamp(statOf(target), base.stamp) && hasBytes(target, base);
}

/** True without looking for bytes too many to compare each time: their stamp stands for them. */
function hasBytes(path: string, { bytes }: FileBase): boolean {
  return bytes.length > COMPARED_BYTES || readFileSync(path).equals(bytes);
}

function statOf(path: string): FileStamp {
  return stampOf(statSync(path, { bigint: true }));
}

function keep(target: string, aside: string): void {
  try {
    linkSync(target, aside);
  } catch (error) {
    const noHardLinks = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EXDEV'];
    if (!noHardLinks.includes(errnoOf(error) ?? '')) throw error;
  }
}

/** Tells whether the replaced file was written into; never where it could not be kept. */
function lateWrites(aside: string, base: FileBase): () => boolean {
  const found = statSync(aside, { bigint: true, throwIfNoEntry: false });
  if (found === undefined) return () => false;
  // Linking and replacing have set its time of change, so that time counts from the step on only.
  const replaced = stampOf(found);
  const wasSame = replaced.size === base.stamp.size && replaced.modifiedNs === base.stamp.modifiedNs;
  return () => !wasSame || !sameStamp(statOf(aside), replaced) || !hasBytes(aside, base);
}

/**
 * Only over our own file as we wrote it: what another program put there since, or wrote into it, is newer than
 * the write that came late. The same goes for our file in the moment of putting back.
 */
function putBack(paths: {
  readonly target: string;
  readonly aside: string;
  readonly second: string;
  readonly ours: FileStamp;
}): void {
  const { target, aside, second, ours } = paths;
  const isOurs = (path: string): boolean => {
    const { inode, size, modifiedNs } = statOf(path);
    return inode === ours.inode && size === ours.size && modifiedNs === ours.modifiedNs;
  };
  try {
    if (!isOurs(target)) return;
    linkSync(target, second);
    renameSync(aside, target);
    if (!isOurs(second)) renameSync(second, target);
  } catch (error) {
    // Deleted by another program since, which is newer as well.
    if (!isMissing(error)) throw error;
  }
}
