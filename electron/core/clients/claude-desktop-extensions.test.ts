import { expect, it } from 'vitest';
import { claudeDesktop } from './claude-desktop.ts';
import { memoryEnv } from './in-memory-files.ts';
import { machineOf } from './map-client-kit.ts';

const APP = '/Users/me/Library/Application Support/Claude';
const EXTENSION = `${APP}/Claude Extensions/ant.dir.files`;

/** An extension with a folder to ask for and a secret, as an MCPB manifest of version 0.3 has them. */
const MANIFEST = {
  manifest_version: '0.3',
  name: 'filesystem',
  display_name: 'Filesystem',
  server: {
    type: 'node',
    entry_point: 'dist/index.js',
    mcp_config: {
      command: 'node',
      args: ['${__dirname}/dist/index.js', '${user_config.folders}'],
      env: { LEVEL: '${user_config.level}', TOKEN: '${user_config.token}' },
    },
  },
};
const ANSWERS = { folders: ['/a', '/b c'], level: 3, token: '__encrypted__:djEw' };

function machine(settings: unknown) {
  return machineOf(claudeDesktop, {
    platform: 'darwin',
    home: '/Users/me',
    texts: {
      [`${APP}/claude_desktop_config.json`]: '{"mcpServers":{"own":{"command":"x"}}}',
      [`${EXTENSION}/manifest.json`]: JSON.stringify(MANIFEST),
      [`${APP}/Claude Extensions Settings/ant.dir.files.json`]: JSON.stringify(settings),
    },
    folders: {
      [`${APP}/Claude Extensions`]: ['.DS_Store', 'ant.dir.files', 'half'],
      [EXTENSION]: ['manifest.json', 'dist'],
      [`${APP}/Claude Extensions/half`]: ['dist'],
      [`${APP}/Claude Extensions Settings`]: ['ant.dir.files.json'],
    },
  });
}

it('lists an extension’s server as the app would start it, with secrets left where they are', () => {
  const { entries, entry } = machine({ isEnabled: true, userConfig: ANSWERS });
  expect(entries.map(({ name }) => name)).toEqual(['own', 'filesystem']);
  expect(entry('filesystem')).toMatchObject({
    command: 'node',
    args: [`${EXTENSION}/dist/index.js`, '/a', '/b c'],
    env: { LEVEL: '3', TOKEN: '${user_config.token}' },
    enabled: true,
    readOnly: true,
    suppliedBy: 'the extension “Filesystem”',
  });
});

it('changes nothing of it, and says where that is done', () => {
  const { entry, files, removed, switched } = machine({ isEnabled: true });
  expect(() => removed('filesystem')).toThrow(/comes with the extension/);
  expect(() => switched('filesystem', false)).toThrow(/comes with the extension/);
  expect(claudeDesktop.fields?.(entry('filesystem'), files.document(EXTENSION)?.get([]) ?? null)).toBeNull();
  expect(entry('own').enablement).toBe('parked');
});

it('is off when the app says so, and without its settings', () => {
  for (const settings of [{ isEnabled: false }, {}]) {
    expect(machine(settings).entry('filesystem')).toMatchObject({
      enabled: false,
      enablement: 'unsupported',
      disabledBy: expect.stringContaining('Settings → Extensions'),
    });
  }
});

it('looks for extensions of the Windows package in the package', () => {
  const folder = 'C:\\Users\\me\\AppData\\Local\\Packages\\Claude_x\\LocalCache\\Roaming\\Claude';
  const paths = claudeDesktop
    .locations(
      memoryEnv({
        platform: 'win32',
        folders: {
          'C:\\Users\\me\\AppData\\Local\\Packages': ['Claude_x'],
          [`${folder}\\Claude Extensions`]: ['a'],
          [`${folder}\\Claude Extensions\\a`]: ['manifest.json'],
        },
      }),
      [],
    )
    .map(({ path }) => path);
  expect(paths).toEqual([
    `${folder}\\claude_desktop_config.json`,
    `${folder}\\Claude Extensions\\a\\manifest.json`,
  ]);
});
