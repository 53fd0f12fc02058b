import { chmod } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Result } from '../../../shared/errors.ts';
import type { AuthEngine } from '../auth/types.ts';
import { opencode } from '../clients/opencode.ts';
import { startEngine } from '../config/test-engine.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import type { HostEnv } from '../host-env.ts';
import { openCodeSignIns } from '../sign-ins/opencode.ts';
import { createSignInService } from './sign-in.ts';
import { createStoreReader } from './store-reader.ts';

const URL_OF_X = 'http://127.0.0.1:9/mcp';
const RECORD = { x: { tokens: { accessToken: 'made-up' }, serverUrl: URL_OF_X } };

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
  await home.write(
    '.config/opencode/opencode.jsonc',
    JSON.stringify({ mcp: { x: { type: 'remote', url: URL_OF_X } } }),
  );
});
afterEach(() => home.remove());

/** Signs in with a program that does what the script says, as OpenCode 1.18.33 does: always with code 0. */
async function signInWith(script: string): Promise<Result<null>> {
  await chmod(await home.write('bin/opencode', `#!/bin/sh\n${script}\nexit 0\n`), 0o755);
  const env: HostEnv = { ...home.env, vars: { HOME: home.home, PATH: `${home.path('bin')}:/usr/bin:/bin` } };
  const { inventory } = await startEngine(env, { adapters: [opencode] });
  const [entry] = inventory.state().entries;
  if (entry === undefined) throw new Error('no entry');
  const service = createSignInService({
    env,
    engine: {} as AuthEngine,
    adapterOf: () => opencode,
    resolvedUrl: () => URL_OF_X,
    stores: createStoreReader(env, [openCodeSignIns]),
  });
  return service.start(
    entry,
    { by: 'client' },
    { signal: new AbortController().signal, phase: () => {}, code: () => {} },
  );
}

it('believes the record and not the exit code of a command that always ends well', async () => {
  expect(await signInWith('echo "Authentication failed"')).toMatchObject({
    ok: false,
    error: { code: 'SignInFailed', message: 'OpenCode ended without a sign-in for x.' },
  });
});

it('is content when the client has written its record', async () => {
  const folder = '"$HOME/.local/share/opencode"';
  const script = `mkdir -p ${folder}\necho '${JSON.stringify(RECORD)}' > ${folder}/mcp-auth.json`;
  expect(await signInWith(script)).toEqual({ ok: true, value: null });
});
