import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import * as pty from '@lydell/node-pty';
import { OFFLINE, scratchEnv } from './real-clients.ts';

/** A running droid, as a person has it in a terminal. */
export interface DroidScreen {
  /** Waits until this stands on the screen as it was drawn since the last keys. */
  shows(text: string): Promise<void>;
  /** Types once the screen has come to rest: droid loses keys while it draws. Enter goes apart. */
  type(keys: string): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;
const REST_MS = 1_000;

/**
 * Starts droid without an account: its airgap mode only wants to know a model, which is never asked here. Its browser signs
 * in by itself at the rig.
 */
export async function startDroidScreen(program: string, home: string): Promise<DroidScreen> {
  const model = { model: 'm', displayName: 'm', baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'x' };
  const settings = {
    logoAnimation: 'off',
    reauthBannerShownTui: true,
    trustedFolders: { [home]: { trustedAt: '2026-11-28T00:00:00.000Z' } },
    customModels: [{ ...model, provider: 'generic-chat-completion-api', maxOutputTokens: 1000 }],
  };
  await mkdir(join(home, '.factory'), { recursive: true });
  await writeFile(join(home, '.factory', 'settings.json'), JSON.stringify(settings));
  const tools = join(home, 'bin');
  await mkdir(tools, { recursive: true });
  const follow = fileURLToPath(new URL('fake-browser.ts', import.meta.url));
  const browser = `#!/bin/sh\nexec "${process.execPath}" "${follow}" "$1" >/dev/null 2>&1\n`;
  await writeFile(join(tools, 'xdg-open'), browser, { mode: 0o755 });

  const env = scratchEnv(home, { ...OFFLINE, FACTORY_AIRGAP_ENABLED: 'true', LANG: 'C.UTF-8' });
  env['PATH'] = `${tools}${delimiter}${env['PATH'] ?? ''}`;
  const terminal = pty.spawn(program, [], { name: 'xterm-256color', cols: 140, rows: 45, cwd: home, env });
  let drawn = '';
  let ended = false;
  let drawnAt = Date.now();
  terminal.onData((data) => {
    drawn += data;
    drawnAt = Date.now();
  });
  const exited = new Promise<void>((resolve) => {
    terminal.onExit(() => {
      ended = true;
      resolve();
    });
  });
  return {
    async shows(text) {
      const deadline = Date.now() + PATIENCE_MS;
      while (!stripVTControlCharacters(drawn).includes(text)) {
        if (ended || Date.now() > deadline) {
          throw new Error(`droid does not show “${text}”:\n${stripVTControlCharacters(drawn).slice(-2000)}`);
        }
        await delay(100);
      }
    },
    async type(keys) {
      const deadline = Date.now() + PATIENCE_MS;
      while (Date.now() - drawnAt < REST_MS && Date.now() < deadline) await delay(50);
      drawn = '';
      drawnAt = Date.now();
      terminal.write(keys);
    },
    async stop() {
      // It leads a session of its own, with all that it started: those would go on writing into its home.
      if (!ended) process.kill(-terminal.pid, 'SIGKILL');
      await exited;
    },
  };
}
