import { expect, test } from 'vitest';
import type { HostEnv } from '../host-env.ts';
import { installFolders } from './install-folders.ts';

function env(platform: HostEnv['platform'], home: string, vars: HostEnv['vars'] = {}): HostEnv {
  return { platform, home, vars, tmp: '', user: '', stateDir: '', version: '' };
}

const none = (): readonly string[] => [];

function nvm(folder: string): readonly string[] {
  return folder === '/home/me/.nvm/versions/node' ? ['v9.0.0', 'v24.1.0', 'v22.10.0'] : [];
}

test('looks where each system’s installers put programs', () => {
  expect(installFolders(env('darwin', '/Users/me'), none)).toEqual(
    expect.arrayContaining([
      '/opt/homebrew/bin',
      '/usr/local/bin',
      '/Users/me/.local/bin',
      '/Users/me/.volta/bin',
    ]),
  );
  expect(installFolders(env('linux', '/home/me', { VOLTA_HOME: '/v' }), none)).toEqual(
    expect.arrayContaining([
      '/usr/bin',
      '/home/me/.npm-global/bin',
      '/v/bin',
      '/home/linuxbrew/.linuxbrew/bin',
    ]),
  );
  expect(installFolders(env('win32', 'C:\\Users\\me', { APPDATA: 'D:\\Roaming' }), none)).toEqual(
    expect.arrayContaining([
      'C:\\Users\\me\\.local\\bin',
      'D:\\Roaming\\npm',
      'C:\\Users\\me\\AppData\\Local\\Volta\\bin',
    ]),
  );
});

test('looks in every version of a version manager, newest first', () => {
  const found = installFolders(env('linux', '/home/me'), nvm).filter((folder) => folder.includes('.nvm'));
  expect(found).toEqual([
    '/home/me/.nvm/versions/node/v24.1.0/bin',
    '/home/me/.nvm/versions/node/v22.10.0/bin',
    '/home/me/.nvm/versions/node/v9.0.0/bin',
  ]);
});
