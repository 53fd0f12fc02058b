/**
 * Text under AES-256-GCM as Factory droid 0.225.2 writes it: `iv:tag:cipher`, each in base64, iv and tag of 16 bytes. The
 * key is 32 bytes in base64.
 */
import { nodeCrypto } from '../digest.ts';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 16;
const TAG_BYTES = 16;

/** Null when it is no such key. */
export function sealingKey(text: string): Buffer | null {
  const key = Buffer.from(text.trim(), 'base64');
  return key.length === KEY_BYTES ? key : null;
}

/** Null when it is not whole, was changed, or was sealed with another key: these cannot be told apart. */
export function unseal(sealed: string, key: Buffer): string | null {
  const [iv, tag, cipher, ...more] = sealed.split(':').map((part) => Buffer.from(part, 'base64'));
  if (iv?.length !== IV_BYTES || tag?.length !== TAG_BYTES || cipher === undefined || more.length > 0) {
    return null;
  }
  try {
    const decipher = nodeCrypto().createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(cipher), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** A new iv each time: one used twice with a key would give both texts away. */
export function seal(text: string, key: Buffer): string {
  const iv = nodeCrypto().randomBytes(IV_BYTES);
  const cipher = nodeCrypto().createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64')).join(':');
}
