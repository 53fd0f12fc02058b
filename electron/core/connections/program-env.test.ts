import { expect, test } from 'vitest';
import { programEnvironment, searchPath } from './program-env.ts';

const linux = { platform: 'linux', home: '/home/me' } as const;

test('gives a program a minimal base and the entry’s own variables, and none of our secrets', () => {
  const vars = {
    HOME: '/home/me',
    LANG: 'C',
    PATH: '/x/bin',
    GITHUB_TOKEN: 'geheim',
    NODE_OPTIONS: '--inspect',
  };
  const result = programEnvironment({ ...linux, vars }, { API_KEY: 'k', LANG: 'de_DE.UTF-8' });
  expect(result).toMatchObject({ HOME: '/home/me', LANG: 'de_DE.UTF-8', API_KEY: 'k' });
  expect(Object.keys(result).toSorted()).toEqual(['API_KEY', 'HOME', 'LANG', 'PATH']);
});

test('keeps the entry’s own PATH', () => {
  expect(programEnvironment({ ...linux, vars: { PATH: '/x/bin' } }, { PATH: '/only' })['PATH']).toBe('/only');
});

test('looks in the usual folders after PATH, once each', () => {
  const folders = searchPath({ ...linux, vars: { PATH: '/x/bin:/usr/bin::' } });
  expect(folders.slice(0, 2)).toEqual(['/x/bin', '/usr/bin']);
  expect(folders.filter((folder) => folder === '/usr/bin').length).toBe(1);
  expect(folders).toContain('/home/me/.local/bin');
});

test('treats Windows names without regard to case', () => {
  const env = {
    platform: 'win32',
    home: 'C:\\Users\\me',
    vars: { Path: 'C:\\bin', SystemRoot: 'C:\\Windows' },
  } as const;
  const result = programEnvironment(env, { path: 'D:\\own' });
  expect(result['PATH']).toBe('D:\\own');
  expect(result['SYSTEMROOT']).toBe('C:\\Windows');
  expect(searchPath(env)[0]).toBe('C:\\bin');
});
