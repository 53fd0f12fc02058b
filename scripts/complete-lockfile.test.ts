import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingBuilds } from './complete-lockfile.ts';
import type { Lockfile } from './complete-lockfile.ts';

describe('the lockfile', () => {
  it('has an entry for every build of every system, so that npm ci takes it anywhere', () => {
    const lockfile = JSON.parse(
      readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'),
    ) as Lockfile;
    expect(missingBuilds(lockfile).map(([name]) => name)).toEqual([]);
  });

  it('gets what a name says about its system', () => {
    const packages = {
      '': { optionalDependencies: { '@a/b-linux-arm64-musl': '1.2.3', '@a/b-win32-x64-msvc': '1.2.3' } },
    };
    expect(missingBuilds({ packages })).toEqual([
      [
        '@a/b-linux-arm64-musl',
        { version: '1.2.3', optional: true, os: ['linux'], cpu: ['arm64'], libc: ['musl'] },
      ],
      ['@a/b-win32-x64-msvc', { version: '1.2.3', optional: true, os: ['win32'], cpu: ['x64'] }],
    ]);
  });
});
