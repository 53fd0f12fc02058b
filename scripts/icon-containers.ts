/** A square PNG of `size` pixels. */
export interface IconImage {
  readonly size: number;
  readonly png: Buffer;
}

/**
 * Windows icon: a directory of PNG images (PNG entries are understood since Windows Vista). Sizes up to 256,
 * which is written as 0.
 */
export function packIco(images: readonly IconImage[]): Buffer {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  for (const [index, { size, png }] of images.entries()) {
    if (size > 256) throw new RangeError(`a Windows icon holds at most 256 px, not ${size}`);
    const at = 6 + 16 * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...images.map((image) => image.png)]);
}

/** Types of the PNG members of an .icns file by pixel size; the second of two is the @2x of half the size. */
const ICNS_TYPES: Readonly<Record<number, readonly string[]>> = {
  16: ['icp4'],
  32: ['icp5', 'ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/** macOS icon: `icns`, total length, then members of type, length and PNG (lengths include their header). */
export function packIcns(images: readonly IconImage[]): Buffer {
  const members = images.flatMap(({ size, png }) => {
    const types = ICNS_TYPES[size];
    if (types === undefined) throw new RangeError(`an .icns file has no member of ${size} px`);
    return types.map((type) => chunk(type, png));
  });
  return chunk('icns', Buffer.concat(members));
}

function chunk(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 'latin1');
  header.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([header, body]);
}
