import { hash, webcrypto } from 'node:crypto';

/** Above this many bytes the digest runs on Node's thread pool: 45 MB would hold the window for 50 ms. */
const LARGE = 1_000_000;

/** SHA-256 of the bytes, in hex. */
export async function hashBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (bytes.length < LARGE) return hash('sha256', bytes, 'hex');
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

/** SHA-256 of the text's UTF-8 bytes, in hex. */
export function hashText(text: string): Promise<string> {
  return hashBytes(Buffer.from(text, 'utf8'));
}
