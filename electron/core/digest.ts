import type * as Crypto from 'node:crypto';

/** Node's cryptography. Loading it takes a start of the program some 8 ms, and most starts digest nothing. */
export function nodeCrypto(): typeof Crypto {
  return process.getBuiltinModule('node:crypto');
}

/** The digest of the text's UTF-8 bytes, in hex. The older two only where another program names its files by them. */
export function digest(algorithm: 'sha256' | 'sha1' | 'md5', text: string): string {
  return nodeCrypto().hash(algorithm, text, 'hex');
}
