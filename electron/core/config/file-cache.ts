import { stat } from 'node:fs/promises';
import type { ConfigFileState, ConfigFormat, ConfigProblem } from '../../../shared/domain.ts';
import type { ConfigDocument, FormatReader } from '../formats/types.ts';
import { readerFor } from '../formats/registry.ts';
import { isMissing, readProblem } from './file-errors.ts';
import { hashText } from './file-hash.ts';
import { readConfigText, sameStamp, stampOf } from './read-config.ts';
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
  readonly document: ConfigDocument | null;
  readonly problem: ConfigProblem | null;
}

export interface FileCache {
  /** The file as it is now: one `stat` when nothing changed, a parse only when the bytes did. */
  read(path: string, format: ConfigFormat): Promise<CachedFile>;
}

interface Slot {
  readonly file: CachedFile;
  readonly text: string | null;
  readonly stamp: FileStamp | null;
}

/**
 * A stamp is only believed when the file had been left alone for this long before it was read: two writes in
 * one tick of the file system's clock (2 s on FAT, 10 ms on others) can leave equal stamps.
 */
const SETTLED_MS = 2_000;

export function createFileCache(
  options: { readonly reader?: (format: ConfigFormat) => FormatReader } = {},
): FileCache {
  const reader = options.reader ?? readerFor;
  const slots = new Map<string, Slot>();

  function keep(
    key: string,
    file: CachedFile,
    text: string | null = null,
    stamp: FileStamp | null = null,
  ): CachedFile {
    slots.set(key, { file, text, stamp });
    return file;
  }

  return {
    async read(path, format) {
      const key = `${format} ${path}`;
      const known = slots.get(key);
      const seen = await statStamp(path);
      if (seen === 'missing') return keep(key, missingFile(path, format));
      if (seen.stamp === null) {
        return keep(key, { path, format, ...MISSING, state: 'unreadable', problem: seen.problem });
      }
      if (known !== undefined && known.stamp !== null && sameStamp(known.stamp, seen.stamp)) {
        return known.file;
      }
      const read = await readConfigText(path);
      if (read.state === 'missing') return keep(key, missingFile(path, format));
      if (read.state === 'unreadable') {
        return keep(key, { path, format, ...MISSING, state: 'unreadable', problem: read.problem });
      }
      const settled = read.readAt - Number(read.stamp.modifiedNs / 1_000_000n) > SETTLED_MS;
      const stamp = settled ? read.stamp : null;
      if (known !== undefined && known.text === read.text) return keep(key, known.file, read.text, stamp);
      const parsed = reader(format).parse(read.text);
      const found = { path, format, hash: once(() => hashText(read.text)) };
      const file: CachedFile =
        'document' in parsed
          ? { ...found, state: 'ok', document: parsed.document, problem: null }
          : { ...found, state: 'invalid', document: null, problem: parsed.problem };
      return keep(key, file, read.text, stamp);
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

const MISSING = { state: 'missing', hash: null, document: null, problem: null } as const;

async function statStamp(
  path: string,
): Promise<
  'missing' | { readonly stamp: FileStamp } | { readonly stamp: null; readonly problem: ConfigProblem }
> {
  try {
    return { stamp: stampOf(await stat(path, { bigint: true })) };
  } catch (error) {
    return isMissing(error) ? 'missing' : { stamp: null, problem: readProblem(error) };
  }
}
