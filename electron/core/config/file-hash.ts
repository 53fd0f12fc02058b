import { setImmediate as nextTurn } from 'node:timers/promises';
import { nodeCrypto } from '../digest.ts';

/** Two milliseconds of work at most. WebCrypto's background digest first copies its input, which takes longer. */
const CHUNK = 1_000_000;

/** SHA-256 of the bytes, in hex; a large file is worked through in steps that let the window breathe. */
export async function hashBytes(bytes: Uint8Array): Promise<string> {
  const digest = nodeCrypto().createHash('sha256');
  for (let start = 0; start < bytes.length; start += CHUNK) {
    if (start > 0) await nextTurn();
    digest.update(bytes.subarray(start, start + CHUNK));
  }
  return digest.digest('hex');
}

/** SHA-256 of the text's UTF-8 bytes, in hex. */
export function hashText(text: string): Promise<string> {
  return hashBytes(Buffer.from(text, 'utf8'));
}
