import { describe, expect, it } from 'vitest';
import { decode, encode, typesIn } from './dbus-wire.ts';

describe('the D-Bus wire format', () => {
  it('splits a signature into complete types', () => {
    expect(typesIn('sa{sv}a(ii)aoo')).toEqual(['s', 'a{sv}', 'a(ii)', 'ao', 'o']);
    expect(() => typesIn('a(i')).toThrow('does not end');
  });

  it('writes what the specification shows: a text, and numbers after filling bytes', () => {
    expect(encode('s', ['foo']).toString('hex')).toBe('03000000666f6f00');
    expect(encode('yu', [1, 258]).toString('hex')).toBe('0100000002010000');
    expect(encode('a(yv)', [[[8, { signature: 'g', value: 's' }]]]).toString('hex')).toBe(
      '070000000000000008016700017300',
    );
  });

  it('reads back what it writes', () => {
    const values = [
      '/a',
      {
        signature: 'a{ss}',
        value: [
          ['k', 'é'],
          ['l', ''],
        ],
      },
      [['x', [1, 2]]],
      true,
    ];
    const bytes = encode('ova(sau)b', values);
    expect(decode('ova(sau)b', bytes)).toEqual({ values, end: bytes.length });
    expect(decode('ay', encode('ay', [Buffer.from('s3cret')])).values).toEqual([Buffer.from('s3cret')]);
  });

  it('throws on a message that claims more than it holds, or nests without end', () => {
    const bytes = encode('s', ['foo']);
    bytes.writeUInt32LE(400, 0);
    expect(() => decode('s', bytes)).toThrow(RangeError);
    expect(() => decode('as', Buffer.from('ffffff7f', 'hex'))).toThrow(RangeError);
    let value: { signature: string; value: string | object } = { signature: 's', value: '' };
    for (let depth = 0; depth < 40; depth += 1) value = { signature: 'v', value };
    expect(() => decode('v', encode('v', [value as never]))).toThrow(RangeError);
    expect(() => decode('u', Buffer.alloc(2))).toThrow(RangeError);
  });
});
