import { isUtf8 } from 'node:buffer';
import { constants, fstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { BigIntStats } from 'node:fs';
import type { ConfigProblem } from '../../../shared/domain.ts';
import { isMissing, readProblem } from './file-errors.ts';
import { hashBytes } from './file-hash.ts';

/** A config of this size is not a config; reading it would only exhaust memory. */
export const MAX_CONFIG_BYTES = 256 * 1024 * 1024;

/** What `stat` says about a file; equal stamps of an old enough file mean equal bytes. */
export interface FileStamp {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: bigint;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

interface FoundFile {
  readonly state: 'ok';
  readonly stamp: FileStamp;
  /** Epoch milliseconds when reading began. */
  readonly readAt: number;
}

export type NotRead =
  | { readonly state: 'missing' }
  | { readonly state: 'unreadable'; readonly problem: ConfigProblem };

export type BytesRead = (FoundFile & { readonly bytes: Buffer }) | NotRead;

/** Makes room for a file of so many bytes; bytes that are not read into it are cut off. */
export type Allocate = (size: number) => Buffer;

/** `text` has the byte order mark, so that writing it back gives the same bytes; `hash` is their SHA-256, hex. */
export type ConfigRead = (FoundFile & { readonly text: string; readonly hash: string }) | NotRead;

export function stampOf(stats: BigIntStats): FileStamp {
  return {
    device: stats.dev,
    inode: stats.ino,
    size: stats.size,
    modifiedNs: stats.mtimeNs,
    changedNs: stats.ctimeNs,
    mode: Number(stats.mode) & 0o7777,
    uid: Number(stats.uid),
    gid: Number(stats.gid),
  };
}

export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return (
    a.device === b.device &&
    a.inode === b.inode &&
    a.size === b.size &&
    a.modifiedNs === b.modifiedNs &&
    a.changedNs === b.changedNs
  );
}

/** Reads one config file, following links. Never creates, never throws for what a file can be. */
export async function readConfigFile(path: string): Promise<ConfigRead> {
  const read = await readConfigUtf8(path);
  if (read.state !== 'ok') return read;
  const { state, stamp, readAt, bytes } = read;
  return { state, stamp, readAt, text: bytes.toString('utf8'), hash: await hashBytes(bytes) };
}

/** The same as bytes that are known to be UTF-8: text and hash of a large file take as long as reading it. */
export async function readConfigUtf8(path: string, allocate?: Allocate): Promise<BytesRead> {
  const read = await readConfigBytes(path, allocate);
  if (read.state !== 'ok' || isUtf8(read.bytes)) return read;
  return unreadable('The file is not UTF-8 text.', 'Save it as UTF-8; it is left alone until then.');
}

/** The same without looking into it. */
export async function readConfigBytes(
  path: string,
  allocate: Allocate = (size) => Buffer.allocUnsafeSlow(size),
): Promise<BytesRead> {
  try {
    // Without O_NONBLOCK, opening a named pipe waits for a writer for ever.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return await readHandle(handle, allocate);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return isMissing(error) ? { state: 'missing' } : { state: 'unreadable', problem: readProblem(error) };
  }
}

/** A program that rewrites the file in place can be caught halfway: read until the file held still. */
const READ_ATTEMPTS = 4;

async function readHandle(handle: FileHandle, allocate: Allocate): Promise<BytesRead> {
  for (let attempt = 1; ; attempt += 1) {
    const readAt = Date.now();
    const before = statOf(handle);
    if (before.isDirectory()) return unreadable('A folder stands where the file should be.', 'Move it away.');
    if (!before.isFile()) return unreadable('This is not a regular file.', 'Replace it by a regular file.');
    if (before.size > MAX_CONFIG_BYTES) {
      return unreadable('The file is larger than 256 MB.', 'Make it smaller; it is left alone until then.');
    }
    const bytes = await readAll(handle, allocate(Number(before.size)));
    const after = statOf(handle);
    const still = sameStamp(stampOf(before), stampOf(after)) && BigInt(bytes.length) === after.size;
    if (!still && attempt < READ_ATTEMPTS) continue;
    return { state: 'ok', bytes, stamp: stampOf(before), readAt };
  }
}

/** Of a file that is open the system knows it: handing the question to a thread would take ten times as long. */
function statOf(handle: FileHandle): BigIntStats {
  return fstatSync(handle.fd, { bigint: true });
}

async function readAll(handle: FileHandle, bytes: Buffer): Promise<Buffer> {
  const size = bytes.length;
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function unreadable(message: string, next: string): NotRead {
  return { state: 'unreadable', problem: { message, next, line: null, column: null } };
}
