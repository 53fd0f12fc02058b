import { posix, win32 } from 'node:path';
import { ok } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import { readJsonFile } from './read-json-file.ts';
import type { OpenedRecord, SignInRecord, SignInStore } from './types.ts';

interface JsonStore extends Pick<
  SignInStore,
  'owner' | 'matches' | 'readsFilesOf' | 'forgetsProjects' | 'hides'
> {
  readonly file: (env: HostEnv) => string;
  readonly parse: (root: unknown) => readonly SignInRecord[];
  /** Null when the record is gone. */
  readonly open: (root: unknown, key: string, place: { env: HostEnv; path: string }) => OpenedRecord | null;
}

/** A store that is one JSON file. */
export function jsonStore({ file, parse, open, ...rest }: JsonStore): SignInStore {
  return {
    ...rest,
    watchPaths: (env) => [file(env)],
    async list(env) {
      const read = await readJsonFile(file(env));
      return read.ok ? ok(parse(read.value)) : read;
    },
    async open(env, key) {
      const path = file(env);
      const read = await readJsonFile(path);
      return read.ok ? ok(open(read.value, key, { env, path })) : read;
    },
  };
}

/** Joins as on the host's system, whatever system this runs on. */
export function hostPath(env: HostEnv, ...parts: readonly string[]): string {
  return (env.platform === 'win32' ? win32 : posix).join(...parts);
}
