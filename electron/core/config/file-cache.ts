import { stat } from 'node:fs/promises';
import type { ConfigFileState, ConfigFormat, ConfigProblem } from '../../../shared/domain.ts';
import type { ConfigDocument } from '../formats/types.ts';
import { BIG_FILE_BYTES } from './big-file-jobs.ts';
import type { BigFiles } from './big-files.ts';
import { loadParser } from '../formats/parsers.ts';
import { nothingAt } from '../nothing-at.ts';
import { hashBytes } from './file-hash.ts';
import { readConfigUtf8, sameStamp, stampOf } from './read-config.ts';
import type { FileStamp } from './read-config.ts';

/** A config file as last read. `document` is set exactly when `state` is 'ok'. */
export interface CachedFile {
  readonly path: string;
  readonly format: ConfigFormat;
  readonly state: ConfigFileState;
  /**
   * SHA-256 of the bytes, also of a file with a mistake; null when missing or unreadable. Worked out when first
   * asked for: only changes need it, and it costs as much as the parse.
   */
  readonly hash: (() => Promise<string>) | null;
  /** What `hash` is of. */
  readonly bytes: Uint8Array | null;
  readonly document: ConfigDocument | null;
  readonly problem: ConfigProblem | null;
}

export interface FileCache {
  /** The file as it is now: one `stat` when nothing changed, a parse only when the bytes did. */
  read(path: string, format: ConfigFormat): Promise<CachedFile>;
  /**
   * A file that was just written: while it has the bytes of this document, `read` answers it and parses nothing. For
   * documents without bytes of their own nothing is kept.
   */
  adopt(path: string, document: ConfigDocument, hash: string): void;
  /** Whether one of the files is so big that changing it would keep a window from answering. */
  holdsBig(): boolean;
}

interface Slot {
  readonly file: CachedFile;
  readonly bytes: Buffer | null;
  readonly stamp: FileStamp | null;
}

/**
 * A stamp is only believed when the file had been left alone for this long before it was read: two writes in
 * one tick of the file system's clock (2 s on FAT, 10 ms on others) can leave equal stamps.
 */
const SETTLED_MS = 2_000;

/** `big`: who works through big files; without, that is done here and now, as is best for a single command. */
export function createFileCache({
  big = null,
}: { readonly big?: Pick<BigFiles, 'parse'> | null } = {}): FileCache {
  const slots = new Map<string, Slot>();

  function keep(
    key: string,
    file: CachedFile,
    bytes: Buffer | null = null,
    stamp: FileStamp | null = null,
  ): CachedFile {
    slots.set(key, { file, bytes, stamp });
    return file;
  }

  const allocate = (size: number): Buffer =>
    big !== null && size >= BIG_FILE_BYTES
      ? Buffer.from(new SharedArrayBuffer(size))
      : Buffer.allocUnsafeSlow(size);

  async function parse(bytes: Buffer, format: ConfigFormat): ReturnType<BigFiles['parse']> {
    const { buffer } = bytes;
    // What is shared is as long as the file; a file that shrank while it was read fills it in part only.
    const whole = buffer instanceof SharedArrayBuffer && buffer.byteLength === bytes.length;
    return whole && big !== null ? big.parse(buffer, format) : (await loadParser(format)).parseBytes(bytes);
  }

  return {
    holdsBig: () => [...slots.values()].some(({ bytes }) => (bytes?.length ?? 0) >= BIG_FILE_BYTES),
    adopt(path, document, hash) {
      const { bytes, format } = document;
      if (bytes === undefined) return;
      const found = { path, format, bytes, hash: () => Promise.resolve(hash) };
      keep(`${format} ${path}`, { ...found, state: 'ok', document, problem: null }, bytes);
    },
    async read(path, format) {
      const key = `${format} ${path}`;
      const known = slots.get(key);
      // Only a file whose stamp can be believed is looked at before it is read.
      if (known !== undefined && known.stamp !== null && (await hasStamp(path, known.stamp))) {
        return known.file;
      }
      if ((known?.bytes ?? null) === null && nothingAt(path)) return keep(key, missingFile(path, format));
      const read = await readConfigUtf8(path, allocate);
      if (read.state === 'missing') return keep(key, missingFile(path, format));
      if (read.state === 'unreadable') {
        return keep(key, { path, format, ...MISSING, state: 'unreadable', problem: read.problem });
      }
      const settled = read.readAt - Number(read.stamp.modifiedNs / 1_000_000n) > SETTLED_MS;
      const stamp = settled ? read.stamp : null;
      const { bytes } = read;
      // Comparing big files takes this thread longer than another one takes to read them again.
      const isShared = big !== null && bytes.length >= BIG_FILE_BYTES;
      if (!isShared && known?.bytes?.equals(bytes) === true) return keep(key, known.file, known.bytes, stamp);
      const parsed = await parse(bytes, format);
      const found = { path, format, bytes, hash: once(() => hashBytes(bytes)) };
      const file: CachedFile =
        'document' in parsed
          ? { ...found, state: 'ok', document: parsed.document, problem: null }
          : { ...found, state: 'invalid', document: null, problem: parsed.problem };
      return parsed.passing === true ? keep(key, file) : keep(key, file, bytes, stamp);
    },
  };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => (result ??= work());
}

/** What `read` answers for a file that is not there. */
export function missingFile(path: string, format: ConfigFormat): CachedFile {
  return { path, format, ...MISSING };
}

/** A file that is there and is not to be opened yet: only looked for. */
export function glanceAt(path: string, format: ConfigFormat): CachedFile {
  return nothingAt(path) ? missingFile(path, format) : { path, format, ...MISSING, state: 'unread' };
}

const MISSING = { state: 'missing', hash: null, bytes: null, document: null, problem: null } as const;

async function hasStamp(path: string, stamp: FileStamp): Promise<boolean> {
  try {
    return sameStamp(stampOf(await stat(path, { bigint: true })), stamp);
  } catch {
    // Reading tells what is the matter.
    return false;
  }
}
