import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noteAboutFile, quarantineNote } from './program-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-tray-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Platform = 'linux' | 'darwin' | 'win32';
const { signal } = new AbortController();

async function about(head: Buffer | string, platform: Platform, arch: string): Promise<string | null> {
  const path = join(folder, 'program');
  await writeFile(path, head);
  const note = await noteAboutFile(path, { platform, arch, signal });
  return note === null ? null : note.text;
}

/** The first bytes of a Linux program for one of its processors. */
function elf(machine: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('\u007fELF\u0002\u0001', 'latin1');
  head.writeUInt16LE(machine, 18);
  return head;
}

function machO(processor: number): Buffer {
  const head = Buffer.alloc(64);
  head.writeUInt32LE(0xfeedfacf);
  head.writeUInt32LE(processor, 4);
  return head;
}

function portable(machine: number): Buffer {
  const head = Buffer.alloc(256);
  head.write('MZ', 'latin1');
  head.writeUInt32LE(128, 0x3c);
  head.write('PE', 128, 'latin1');
  head.writeUInt16LE(machine, 132);
  return head;
}

describe('a program file', () => {
  test('of this very computer is nothing to talk about', async () => {
    const { platform } = process;
    const here = platform === 'win32' || platform === 'darwin' ? platform : 'linux';
    expect(await noteAboutFile(process.execPath, { platform: here, signal })).toBeNull();
  });

  test.each<[string, Buffer, Platform, string, string | null]>([
    [
      'Linux on another processor',
      elf(183),
      'linux',
      'x64',
      'made for arm64 processors, this computer has x64',
    ],
    ['Linux on its own', elf(62), 'linux', 'x64', null],
    ['32 bits where there are 64', elf(3), 'linux', 'x64', null],
    ['macOS on Linux', machO(0x0100000c), 'linux', 'arm64', 'made for macOS'],
    ['Windows on Linux', portable(0x8664), 'linux', 'x64', 'made for Windows'],
    ['Linux on Windows', elf(62), 'win32', 'x64', 'made for Linux'],
    ['Windows on ARM, which runs x64 too', portable(0x8664), 'win32', 'arm64', null],
    ['Windows for ARM on x64', portable(0xaa64), 'win32', 'x64', 'made for arm64 processors'],
    ['a processor that we do not know', elf(243), 'linux', 'x64', null],
    ['no program at all', Buffer.from('hello'), 'linux', 'x64', null],
  ])('made for %s', async (_name, head, platform, arch, words) => {
    const note = await about(head, platform, arch);
    expect(note ?? 'nothing').toContain(words ?? 'nothing');
  });

  test('may name an interpreter that is not there', async () => {
    expect(await about('#!/no/such/python3 -u\nprint(1)', 'linux', 'x64')).toBe(
      'Its first line names “/no/such/python3”, which is not there.',
    );
    expect(await about('#!/bin/sh\n', 'linux', 'x64')).toBeNull();
  });

  test('that is gone, or may not be read, is for others to say', async () => {
    expect(await noteAboutFile(join(folder, 'gone'), { platform: 'linux', signal })).toBeNull();
  });
});

describe('what macOS notes on a downloaded file', () => {
  test('holds it back until the person has allowed it', () => {
    expect(quarantineNote('0081;65f0a1b2;Safari;1B2C\n', "/opt/it's here/bridge")).toMatchObject({
      text: expect.stringContaining('quarantine'),
      next: expect.stringContaining(String.raw`'/opt/it'\''s here/bridge'`),
    });
    expect(quarantineNote('00c1;65f0a1b2;Safari;1B2C', '/opt/bridge')).toBeNull();
    expect(quarantineNote('', '/opt/bridge')).toBeNull();
  });
});
