import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { codesOf } from './classify-error.ts';

/**
 * Node trusts the authorities it brings along and those of NODE_EXTRA_CA_CERTS, not those that an organisation has
 * installed on the computer. They are asked for once a server's authority is unknown: reading them takes up to seconds
 * (Node 24.21, measured), so it is done in a thread of its own. Node keeps the first answer for the whole process, so
 * it is done once.
 */
const READER = `
  const { parentPort } = require('node:worker_threads');
  const { getCACertificates } = require('node:tls');
  parentPort.postMessage(getCACertificates('system'));
`;
const UNKNOWN_AUTHORITY = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** When authorities were last added, by the clock of this process. */
let addedAt: number | null = null;
let reading: Promise<void> | null = null;

/** Whether an error of a request or a socket says that the certificate comes from nobody we know. */
export function isUnknownAuthority(error: unknown): boolean {
  return codesOf(error).some((code) => UNKNOWN_AUTHORITY.has(code));
}

/** Whether authorities of this computer have been added, for judging what other programs would say. */
export function trustsSystemRoots(): boolean {
  return addedAt !== null;
}

/**
 * From now on also trusts the authorities installed on this computer. Says whether any were added after `since`
 * (`performance.now()`), so that it is worth trying again.
 */
export async function trustSystemRoots(since: number): Promise<boolean> {
  await (reading ??= read());
  return addedAt !== null && addedAt > since;
}

async function read(): Promise<void> {
  const known = new Set(getCACertificates('default'));
  const missing = (await systemRoots()).filter((root) => !known.has(root));
  if (missing.length === 0) return;
  setDefaultCACertificates([...known, ...missing]);
  addedAt = performance.now();
}

/** None where they cannot be read: then all stays as it was. */
function systemRoots(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const worker = new Worker(READER, { eval: true, execArgv: [], stderr: true });
    worker.unref();
    worker.once('message', (roots: readonly string[]) => resolve(roots));
    worker.once('error', () => resolve([]));
    worker.once('exit', () => resolve([]));
  });
}
