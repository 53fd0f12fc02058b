import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificate } from './test-support/certificate.ts';
import { json, serve } from './test-support/loopback.ts';
import type { LoopbackServer } from './test-support/loopback.ts';

let folder: string;
let server: LoopbackServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-tray-roots-'));
  const certificate = makeCertificate({ host: '127.0.0.1' });
  await writeFile(join(folder, 'root.pem'), certificate.cert);
  await writeFile(join(folder, 'empty.pem'), '');
  await mkdir(join(folder, 'none'));
  server = await serve((_, response) => json(response, 404, {}), certificate);
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** A program of its own, on a computer that trusts the authorities of this file (OpenSSL reads the variable). */
async function onComputerTrusting(file: string, program: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module-typescript', '--eval', program, server.origin],
    {
      cwd: import.meta.dirname,
      env: {
        SSL_CERT_FILE: join(folder, file),
        SSL_CERT_DIR: join(folder, 'none'),
        PATH: process.env['PATH'],
      },
    },
  );
  return JSON.parse(stdout);
}

const FETCH = `
  import { trustingFetch } from './trusting-fetch.ts';
  import { codesOf } from './classify-error.ts';
  const ask = () => trustingFetch(fetch)(process.argv[1] + '/mcp').then((answer) => answer.status, codesOf);
  console.log(JSON.stringify([await ask(), await ask()]));
`;

const STAGE = `
  import { networkStages } from './diagnose-network.ts';
  const limits = { now: Date.now, signal: new AbortController().signal, timeoutMs: 20000, roots: 'Tell the client.' };
  const stages = await networkStages(new URL(process.argv[1] + '/mcp'), limits);
  console.log(JSON.stringify(stages.find(({ name }) => name === 'Encryption')));
`;

// Windows and macOS keep their authorities elsewhere, where a test has no business.
describe.runIf(process.platform === 'linux')('a certificate of an organisation’s own authority', () => {
  test('is accepted once the authority is installed on this computer', async () => {
    expect(await onComputerTrusting('root.pem', FETCH)).toEqual([404, 404]);
    expect(await onComputerTrusting('empty.pem', FETCH)).toEqual([
      ['DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['DEPTH_ZERO_SELF_SIGNED_CERT'],
    ]);
  });

  test('is told apart in a diagnosis, with what the client itself needs', async () => {
    expect(await onComputerTrusting('root.pem', STAGE)).toMatchObject({
      state: 'info',
      text: expect.stringMatching(
        /certificate accepted .* this computer trusts and most programs do not know/,
      ),
      next: 'Tell the client.',
    });
    expect(await onComputerTrusting('empty.pem', STAGE)).toMatchObject({
      state: 'failed',
      next: expect.stringMatching(/install its root certificate on this computer.* Tell the client\.$/),
    });
  });
});
