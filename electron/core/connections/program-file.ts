import { open, stat } from 'node:fs/promises';
import type { HostEnv } from '../host-env.ts';
import { askProgram } from '../liveness/ask-program.ts';
import { quote } from './words.ts';

/** Something about a program's file that often keeps it from starting. */
export interface FileNote {
  readonly text: string;
  readonly next: string;
}

const OTHER_BUILD = 'Install the version for this computer, or correct the command.';

const SYSTEM_NAMES = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' } as const;

/** e_machine of ELF, cputype of Mach-O and Machine of PE, in Node's names. */
const PROCESSORS: Readonly<Record<number, string>> = {
  0x03: 'ia32',
  0x28: 'arm',
  0x3e: 'x64',
  0xb7: 'arm64',
  0x01000007: 'x64',
  0x0100000c: 'arm64',
  0x014c: 'ia32',
  0x8664: 'x64',
  0xaa64: 'arm64',
};

/** What else can run there: Rosetta, and 32-bit programs on 64-bit systems. */
const ALSO_RUNS: Readonly<Record<string, readonly string[]>> = {
  'darwin-arm64': ['x64'],
  // A translated copy of ours calls itself x64 on an arm64 computer.
  'darwin-x64': ['arm64'],
  'linux-x64': ['ia32'],
  'linux-arm64': ['arm'],
  'win32-x64': ['ia32'],
  'win32-arm64': ['x64', 'ia32'],
};

/**
 * What is odd about a file that is there and may be run: made for another system or processor, without its
 * interpreter, or held back by macOS since it was downloaded. Null when nothing is seen. Starts nothing but macOS's
 * own `xattr`.
 */
export async function noteAboutFile(
  path: string,
  {
    platform,
    arch = process.arch,
    signal,
  }: Pick<HostEnv, 'platform'> & { arch?: string; signal: AbortSignal },
): Promise<FileNote | null> {
  const head = await firstBytes(path);
  if (head === null) return null;
  if (head.subarray(0, 2).toString('latin1') === '#!') {
    return platform === 'win32' ? null : missingInterpreter(head);
  }
  const made = madeFor(head);
  if (made !== null && made.system !== platform) {
    return { text: `It is made for ${SYSTEM_NAMES[made.system]}.`, next: OTHER_BUILD };
  }
  const runs = [arch, ...(ALSO_RUNS[`${platform}-${arch}`] ?? [])];
  if (made?.processor != null && !runs.includes(made.processor)) {
    const text = `It is made for ${made.processor} processors, this computer has ${arch}.`;
    return { text, next: OTHER_BUILD };
  }
  return platform === 'darwin' ? quarantine(path, signal) : null;
}

async function firstBytes(path: string): Promise<Buffer | null> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(1024), 0, 1024, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    // It may be run without being readable.
    return null;
  }
}

async function missingInterpreter(head: Buffer): Promise<FileNote | null> {
  const interpreter = /^#!\s*(\S+)/.exec(head.toString('utf8'))?.[1];
  if (interpreter === undefined || !interpreter.startsWith('/')) return null;
  const isThere = await stat(interpreter).then(
    () => true,
    () => false,
  );
  if (isThere) return null;
  return {
    text: `Its first line names “${quote(interpreter, 120)}”, which is not there.`,
    next: 'Install it, or correct the first line of the file.',
  };
}

function madeFor(
  head: Buffer,
): { readonly system: keyof typeof SYSTEM_NAMES; readonly processor: string | null } | null {
  if (head.length < 64) return null;
  const magic = head.readUInt32BE(0);
  if (magic === 0x7f454c46) {
    const machine = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
    return { system: 'linux', processor: PROCESSORS[machine] ?? null };
  }
  if (magic === 0xcffaedfe) return { system: 'darwin', processor: PROCESSORS[head.readUInt32LE(4)] ?? null };
  // One file for several processors; class files of Java begin alike, with a version in the place of the count.
  if (magic === 0xcafebabe && head.readUInt32BE(4) < 20) return { system: 'darwin', processor: null };
  if (head.readUInt16BE(0) !== 0x4d5a) return null;
  const header = head.readUInt32LE(0x3c);
  const isPe = header + 6 <= head.length && head.readUInt32BE(header) === 0x50450000;
  return isPe ? { system: 'win32', processor: PROCESSORS[head.readUInt16LE(header + 4)] ?? null } : null;
}

/** The bit that macOS sets once the person has said that the file may be opened. */
const APPROVED = 0x40;

/** Not run here (no macOS): the attribute's form is that of LaunchServices, `flags;time;agent;id`, flags in hex. */
async function quarantine(path: string, signal: AbortSignal): Promise<FileNote | null> {
  const args = ['-p', 'com.apple.quarantine', path];
  const value = await askProgram({ file: '/usr/bin/xattr', args, env: {}, signal });
  return value === null ? null : quarantineNote(value, path);
}

export function quarantineNote(value: string, path: string): FileNote | null {
  const flags = Number.parseInt(value.trim().split(';')[0] ?? '', 16);
  if (Number.isNaN(flags) || (flags & APPROVED) !== 0) return null;
  return {
    text: 'It was downloaded, and macOS holds it back until you allow it (quarantine).',
    next: `If you trust it, run in a terminal: xattr -d com.apple.quarantine '${path.replaceAll("'", String.raw`'\''`)}'`,
  };
}
