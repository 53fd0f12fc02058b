import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packIcns, packIco } from './icon-containers.ts';

const build = resolve(import.meta.dirname, '../build');
const tray = (name: string) => readFileSync(resolve(build, 'tray', name));
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Width of a PNG from its header, after checking that it is a square one. */
function pngSize(png: Buffer): number {
  expect(png.subarray(0, 8)).toEqual(SIGNATURE);
  expect(png.readUInt32BE(16)).toBe(png.readUInt32BE(20));
  return png.readUInt32BE(16);
}

/** Sizes in a Windows icon: what the directory says and what the images are. */
function icoSizes(ico: Buffer): [number, number][] {
  expect(ico.readUInt16LE(2)).toBe(1);
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const at = 6 + 16 * index;
    const start = ico.readUInt32LE(at + 12);
    const png = ico.subarray(start, start + ico.readUInt32LE(at + 8));
    return [ico.readUInt8(at) || 256, pngSize(png)];
  });
}

function icnsMembers(icns: Buffer): Map<string, number> {
  expect(icns.toString('latin1', 0, 4)).toBe('icns');
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  const members = new Map<string, number>();
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    members.set(
      icns.toString('latin1', at, at + 4),
      pngSize(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4))),
    );
  }
  return members;
}

describe('icon containers', () => {
  it('refuse sizes they cannot hold', () => {
    const png = Buffer.from('x');
    expect(() => packIco([{ size: 512, png }])).toThrow('at most 256');
    expect(() => packIcns([{ size: 48, png }])).toThrow('no member of 48 px');
  });
});

describe('the committed icons', () => {
  it('hold every size Windows and macOS ask for', () => {
    const windows = icoSizes(readFileSync(resolve(build, 'icon.ico')));
    expect(windows).toEqual([16, 20, 24, 32, 40, 48, 64, 256].map((size) => [size, size]));
    expect(Object.fromEntries(icnsMembers(readFileSync(resolve(build, 'icon.icns'))))).toEqual({
      icp4: 16,
      icp5: 32,
      ic11: 32,
      ic12: 64,
      ic07: 128,
      ic08: 256,
      ic13: 256,
      ic09: 512,
      ic14: 512,
      ic10: 1024,
    });
  });

  it.each(['fine', 'needs-you', 'broken', 'unknown'])('show the tray state %s on every system', (state) => {
    expect(pngSize(tray(`${state}Template.png`))).toBe(16);
    expect(pngSize(tray(`${state}Template@2x.png`))).toBe(32);
    expect(pngSize(tray(`${state}.png`))).toBe(24);
    expect(pngSize(tray(`${state}@2x.png`))).toBe(48);
    expect(icoSizes(tray(`${state}.ico`)).map(([size]) => size)).toEqual([16, 20, 24, 32, 48]);
  });

  it.each([16, 24, 32, 48, 64, 128, 256, 512])('have %i px for Linux', (size) => {
    expect(pngSize(readFileSync(resolve(build, 'icons', `${size}x${size}.png`)))).toBe(size);
  });
});
