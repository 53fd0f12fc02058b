import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Configuration } from 'electron-builder';
import { beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** electron-builder's own loader, validator and file filter, taken from the package that owns them. */
const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const { getConfig, validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config') as {
  getConfig: (projectDir: string, file: string, options: null) => Promise<Configuration>;
  validateConfiguration: (config: unknown, debug: { isEnabled: boolean }) => Promise<void>;
};
const { getMainFileMatchers } = fromBuilder('app-builder-lib/out/fileMatcher') as {
  getMainFileMatchers: (...args: unknown[]) => {
    createFilter: () => (file: string, stat: { isDirectory: () => boolean }) => boolean;
  }[];
};

let config: Configuration;
beforeAll(async () => {
  config = await getConfig(root, 'electron-builder.yml', null);
});

const validate = (value: unknown) => validateConfiguration(value, { isEnabled: false });

const expand = (text: string) => text;

/** Whether a file of the project goes into the package, by electron-builder's own rules. */
function isPacked(file: string): boolean {
  const info = {
    projectDir: root,
    buildResourcesDir: join(root, 'build'),
    isPrepackedAppAsar: false,
    config,
    debugLogger: { isEnabled: false },
  };
  const [matcher] = getMainFileMatchers(
    root,
    join(root, 'dist/app'),
    expand,
    {},
    { info },
    join(root, 'dist'),
    false,
  );
  const filter = matcher?.createFilter();
  return filter?.(join(root, file), { isDirectory: () => false }) ?? false;
}

describe('electron-builder.yml', () => {
  it('is valid by electron-builder’s own schema, and the schema notices mistakes', async () => {
    await expect(validate(config)).resolves.toBeUndefined();
    await expect(validate({ ...config, electronFuse: {} })).rejects.toThrow('electronFuse');
    await expect(validate({ ...config, mac: { hardenedRuntime: 'yes' } })).rejects.toThrow('hardenedRuntime');
  });

  it('sets every fuse on purpose', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      resetAdHocDarwinSignature: true,
    });
    expect(config.asar).toBe(true);
  });

  it('builds what the three systems install, and publishes drafts only', () => {
    expect(config.mac?.target).toEqual([
      { target: 'dmg', arch: ['x64', 'arm64'] },
      { target: 'zip', arch: ['x64', 'arm64'] },
    ]);
    expect(config.mac).toMatchObject({ hardenedRuntime: true, notarize: true });
    expect(config.win?.target).toEqual([{ target: 'nsis', arch: ['x64', 'arm64'] }]);
    expect(config.linux?.target).toMatchObject([{ target: 'AppImage' }, { target: 'deb' }]);
    expect(config.publish).toEqual({ provider: 'github', releaseType: 'draft' });
    expect(config.protocols).toMatchObject([{ schemes: ['mcp-tray'] }]);
  });

  it('names only files that are there', () => {
    const { mac, win, linux } = config;
    for (const file of [mac?.icon, mac?.entitlements, mac?.entitlementsInherit, win?.icon, linux?.icon]) {
      expect(join(root, String(file))).toSatisfy(existsSync);
    }
    const entitlements = readFileSync(join(root, 'build/entitlements.mac.plist'), 'utf8');
    expect([...entitlements.matchAll(/<key>([^<]+)/g)].map((match) => match[1])).toEqual([
      'com.apple.security.cs.allow-jit',
    ]);
  });

  it('ships one exact Electron version of a supported line', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(devDependencies['electron']).toMatch(/^(4[5-9]|[5-9]\d)\.\d+\.\d+$/);
  });

  it.each([
    'out/main/desktop.js',
    'out/main/chunks/core-a1.js',
    'out/main/big-file-thread.js',
    'out/preload/preload.cjs',
    'out/renderer/index.html',
    'build/tray/fineTemplate@2x.png',
    'build/tray/broken.ico',
    'package.json',
  ])('packs %s', (file) => {
    expect(isPacked(file)).toBe(true);
  });

  it.each([
    'electron/desktop/main.ts',
    'electron/core/clients/__fixtures__/codex/config.toml',
    'e2e/rig/oauth-rig.ts',
    'scripts/icons.ts',
    'build/icons-src/app.svg',
    'build/entitlements.mac.plist',
    'electron-builder.yml',
    'out/main/desktop.js.map',
    'README.md',
    '.github/workflows/release.yml',
  ])('does not pack %s', (file) => {
    expect(isPacked(file)).toBe(false);
  });
});
