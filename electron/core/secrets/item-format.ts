import { createHash } from 'node:crypto';

/**
 * How one keychain item is written. Always ASCII and always an even number of bytes: @napi-rs/keyring 2.1
 * lists Windows credentials by decoding every blob as UTF-16 and gives up on the whole list at the first
 * one it cannot decode; pairs of ASCII bytes always can be.
 */
export type Item =
  | { readonly kind: 'value'; readonly value: string }
  /** The value is spread over `count` items named by `chunkAccount(account, generation, index)`. */
  | {
      readonly kind: 'manifest';
      readonly generation: string;
      readonly count: number;
      readonly digest: string;
    };

const ASCII = /^[\x20-\x7e]*$/;

export function encodeValue(value: string): string {
  const body = ASCII.test(value) ? `v${value}.` : `b${Buffer.from(value, 'utf8').toString('base64')}.`;
  return even(body);
}

export function encodeManifest(generation: string, count: number, encoded: string): string {
  return even(`m${generation}:${count}:${digest(encoded)}.`);
}

/** Null when the text is not one of ours. Everything after the last dot is filling. */
export function decodeItem(text: string): Item | null {
  const end = text.lastIndexOf('.');
  if (end < 1) return null;
  const body = text.slice(1, end);
  if (text[0] === 'v') return { kind: 'value', value: body };
  if (text[0] === 'b') return { kind: 'value', value: Buffer.from(body, 'base64').toString('utf8') };
  const [, generation, count, hash] = /^([0-9a-f]+):(\d{1,4}):([0-9a-f]{32})$/.exec(body) ?? [];
  if (text[0] !== 'm' || !generation || !count || !hash) return null;
  return { kind: 'manifest', generation, count: Number(count), digest: hash };
}

/** Splits an encoded value; each part is even in length because `limit` is made even. */
export function splitEncoded(encoded: string, limit: number): string[] {
  const size = Math.max(2, limit - (limit % 2));
  return Array.from({ length: Math.ceil(encoded.length / size) }, (_, index) =>
    encoded.slice(index * size, (index + 1) * size),
  );
}

export function digest(encoded: string): string {
  return createHash('sha256').update(encoded).digest('hex').slice(0, 32);
}

export function chunkAccount(account: string, generation: string, index: number): string {
  return `${account}#${generation}.${index}`;
}

export function isChunkAccount(account: string): boolean {
  return /#[0-9a-f]{16}\.\d+$/.test(account);
}

function even(text: string): string {
  return text.length % 2 === 0 ? text : `${text} `;
}
