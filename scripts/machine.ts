import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program the tests need that npm cannot bring, and the exact command that brings it. */
export interface MissingTool {
  readonly what: string;
  readonly install: string;
}

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const CHROMIUM_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Full path of a Chromium-family browser, or null. `CHROMIUM_PATH` wins. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return named;
  return CHROMIUM_NAMES.map(onPath).find((path) => path !== null) ?? CHROMIUM_PATHS.find(existsSync) ?? null;
}

/** Linux needs a browser and a Secret Service; elsewhere the OS brings the keychain. */
export function missingTools(): readonly MissingTool[] {
  const missing: MissingTool[] = [];
  if (findChromium() === null) {
    missing.push({ what: 'a Chromium browser', install: 'sudo apt-get install -y chromium' });
  }
  if (process.platform === 'linux') {
    const needed = [
      { program: 'dbus-run-session', debian: 'dbus dbus-daemon' },
      { program: 'gnome-keyring-daemon', debian: 'gnome-keyring' },
    ];
    for (const { program, debian } of needed) {
      if (onPath(program) !== null) continue;
      missing.push({ what: program, install: `sudo apt-get install -y ${debian}` });
    }
  }
  return missing;
}

function onPath(program: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, program)).find(existsSync) ?? null;
}
