import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { app } from 'electron';
import { bigFileProgram } from '../core/config/big-file-program.ts';
import { createCore } from '../core/create-core.ts';
import { readHostEnv } from '../core/host-env.ts';
import { runDesktop } from './run-desktop.ts';
import { registerAppScheme, secureAllContents } from './security.ts';

const env = readHostEnv(app.getVersion());

// Chromium's own files stay inside our folder; the lock below is per such folder, so this comes first.
const profile = join(env.stateDir, 'desktop');
mkdirSync(profile, { recursive: true, mode: 0o700 });
app.setPath('userData', profile);

if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  registerAppScheme();
  secureAllContents();
  // The built file is out/main/desktop.js.
  const options = { bigFileProgram: bigFileProgram(import.meta.filename) };
  runDesktop({
    env,
    appRoot: resolve(import.meta.dirname, '../..'),
    argv: process.argv,
    createCore: (...machine) => createCore(...machine, options),
  });
} else {
  app.quit();
}
