/** Values of the D-Bus wire format (D-Bus Specification 0.43, "Type System" and "Marshaling"), little-endian. Pure. */
export type BusValue = string | number | boolean | Buffer | BusVariant | readonly BusValue[];
export interface BusVariant {
  readonly signature: string;
  readonly value: BusValue;
}

/** A value that must be a text. */
export function busText(value: BusValue | undefined): string {
  if (typeof value !== 'string') throw new TypeError('A D-Bus value is no text.');
  return value;
}

/** A value that must be a list, a structure or a pair. */
export function busList(value: BusValue | undefined): readonly BusValue[] {
  if (!Array.isArray(value)) throw new TypeError('A D-Bus value is no list.');
  return value as readonly BusValue[];
}

/** What a variant holds. */
export function busVariant(value: BusValue | undefined): BusVariant {
  if (typeof value === 'object' && 'signature' in value) return value;
  throw new TypeError('A D-Bus value is no variant.');
}

/** Deeper values are nobody's in good faith. */
const DEEPEST = 16;

const ALIGNMENT: Readonly<Record<string, number>> = { y: 1, g: 1, v: 1, '(': 8, '{': 8, x: 8, t: 8, d: 8 };
const alignmentOf = (type: string): number => ALIGNMENT[type.charAt(0)] ?? 4;

/** The complete types of a signature, one by one: `sa{sv}` are `s` and `a{sv}`. */
export function typesIn(signature: string): readonly string[] {
  const types: string[] = [];
  let at = 0;
  while (at < signature.length) {
    const end = endOfType(signature, at);
    types.push(signature.slice(at, end));
    at = end;
  }
  return types;
}

function endOfType(signature: string, start: number): number {
  let at = start;
  while (signature.charAt(at) === 'a') at += 1;
  if (!'({'.includes(signature.charAt(at) || 'x')) return at + 1;
  let open = 0;
  for (; at < signature.length; at += 1) {
    const sign = signature.charAt(at);
    if (sign === '(' || sign === '{') open += 1;
    if (sign === ')' || sign === '}') open -= 1;
    if (open === 0) return at + 1;
  }
  throw new Error('A D-Bus signature does not end.');
}

/** The values, for a place that is aligned to 8. */
export function encode(signature: string, values: readonly BusValue[]): Buffer {
  const bytes: number[] = [];
  typesIn(signature).forEach((type, index) => write(bytes, type, values[index]));
  return Buffer.from(bytes);
}

function pad(bytes: number[], to: number): void {
  while (bytes.length % to !== 0) bytes.push(0);
}

function writeNumber(bytes: number[], value: number): void {
  pad(bytes, 4);
  for (const shift of [0, 8, 16, 24]) bytes.push((value >>> shift) & 0xff);
}

function write(bytes: number[], type: string, value: BusValue | undefined): void {
  const inner = type.slice(1, -1);
  switch (type.charAt(0)) {
    case 'y':
      bytes.push(Number(value));
      return;
    case 'b':
    case 'i':
    case 'u':
      writeNumber(bytes, Number(value));
      return;
    case 's':
    case 'o': {
      const text = Buffer.from(busText(value), 'utf8');
      writeNumber(bytes, text.length);
      bytes.push(...text, 0);
      return;
    }
    case 'g':
      bytes.push(busText(value).length, ...Buffer.from(busText(value), 'latin1'), 0);
      return;
    case 'v': {
      const { signature, value: held } = busVariant(value);
      write(bytes, 'g', signature);
      write(bytes, signature, held);
      return;
    }
    case 'a': {
      const items = Buffer.isBuffer(value) ? [...value] : busList(value);
      const element = type.slice(1);
      writeNumber(bytes, 0);
      const length = bytes.length - 4;
      pad(bytes, alignmentOf(element));
      const start = bytes.length;
      for (const item of items) write(bytes, element, item);
      const size: number[] = [];
      writeNumber(size, bytes.length - start);
      size.forEach((byte, index) => (bytes[length + index] = byte));
      return;
    }
    case '(':
    case '{':
      pad(bytes, 8);
      typesIn(inner).forEach((part, index) => write(bytes, part, busList(value)[index]));
      return;
    default:
      throw new Error(`D-Bus type ${type} is not written here.`);
  }
}

/** Reads values from a place in a message; throws on anything that does not fit in it. */
export function decode(signature: string, bytes: Buffer, from = 0): { values: BusValue[]; end: number } {
  let at = from;
  const align = (to: number): void => {
    at = Math.ceil(at / to) * to;
  };
  const number = (): number => {
    align(4);
    at += 4;
    return bytes.readUInt32LE(at - 4);
  };
  const text = (length: number): string => {
    if (at + length + 1 > bytes.length) throw new RangeError('A D-Bus text goes beyond its message.');
    at += length + 1;
    return bytes.toString('utf8', at - length - 1, at - 1);
  };

  function read(type: string, depth: number): BusValue {
    if (depth > DEEPEST) throw new RangeError('A D-Bus value is too deep.');
    switch (type.charAt(0)) {
      case 'y':
        at += 1;
        return bytes.readUInt8(at - 1);
      case 'b':
        return number() !== 0;
      case 'i':
      case 'u':
      case 'h':
        return number();
      case 'x':
      case 't':
        align(8);
        at += 8;
        return Number(bytes.readBigUInt64LE(at - 8));
      case 's':
      case 'o':
        return text(number());
      case 'g':
        at += 1;
        return text(bytes.readUInt8(at - 1));
      case 'v': {
        const held = busText(read('g', depth));
        return { signature: held, value: read(held, depth + 1) };
      }
      case 'a': {
        const element = type.slice(1);
        const length = number();
        align(alignmentOf(element));
        const end = at + length;
        if (end > bytes.length) throw new RangeError('A D-Bus list goes beyond its message.');
        if (element === 'y') {
          at = end;
          return bytes.subarray(end - length, end);
        }
        const items: BusValue[] = [];
        while (at < end) items.push(read(element, depth + 1));
        return items;
      }
      case '(':
      case '{':
        align(8);
        return typesIn(type.slice(1, -1)).map((part) => read(part, depth + 1));
      default:
        throw new Error(`D-Bus type ${type} is not read here.`);
    }
  }

  const values = typesIn(signature).map((type) => read(type, 0));
  return { values, end: at };
}
