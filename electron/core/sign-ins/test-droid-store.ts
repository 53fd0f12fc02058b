import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rig } from '../../../e2e/rig/oauth-rig.ts';
import { signInSomewhere } from '../auth/test-support/sign-in-somewhere.ts';
import { seal, sealingKey, unseal } from './sealed-text.ts';

/** Test support: the files of a person's droid store, in their `.factory` folder. */
export function droidFiles(home: string): { readonly data: string; readonly key: string } {
  const folder = join(home, '.factory');
  return { data: join(folder, 'mcp-oauth.v2.file'), key: join(folder, 'mcp-oauth.v2.key') };
}

/** Seals a text as droid would, with a key of its own when there is none yet. */
export async function writeDroidStore(home: string, text: string): Promise<void> {
  const files = droidFiles(home);
  await mkdir(join(home, '.factory'), { recursive: true });
  const known = await readFile(files.key, 'utf8').catch(() => null);
  const key = known ?? randomBytes(32).toString('base64');
  if (known === null) await writeFile(files.key, key, { mode: 0o600 });
  await writeFile(files.data, seal(text, sealingKey(key) ?? Buffer.alloc(32)), { mode: 0o600 });
}

export async function readDroidStore(home: string): Promise<string> {
  const files = droidFiles(home);
  const key = sealingKey(await readFile(files.key, 'utf8'));
  const text = key === null ? null : unseal(await readFile(files.data, 'utf8'), key);
  if (text === null) throw new Error('The store cannot be opened.');
  return text;
}

/** Key and record of a living sign-in to the rig's server, as droid 0.225.2 would have made it. */
export async function livingDroidRecord(rig: Rig, name: string): Promise<readonly [string, object]> {
  const grant = await signInSomewhere(rig);
  const digest = createHash('sha256')
    .update(JSON.stringify({ type: 'http', url: rig.mcpUrl }))
    .digest('hex');
  const updatedAt = Date.now();
  const record = {
    serverName: name,
    serverUrl: rig.mcpUrl,
    authorizationServerIssuer: new URL(rig.issuer).href,
    resource: rig.mcpUrl,
    ...grant,
    tokenType: 'Bearer',
    expiresAt: updatedAt + 3_600_000,
    revision: 1,
    updatedAt,
  };
  return [`${name}|${digest.slice(0, 16)}`, record];
}
