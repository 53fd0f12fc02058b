/** Runs steps against the real keychain and prints their answers as JSON. */
import { findCredentials } from '@napi-rs/keyring';
import { createOsKeychain } from '../os-keychain.ts';

const SERVICE = 'mcp-tray-test';
let keychain = createOsKeychain({ platform: 'linux', service: SERVICE });

async function step(name: string, first: string, second: string): Promise<unknown> {
  switch (name) {
    case 'limit':
      keychain = createOsKeychain({ platform: 'linux', service: SERVICE, itemLimit: Number(first) });
      return null;
    case 'check':
      return keychain.check();
    case 'get':
      return keychain.get(first);
    case 'set':
      return keychain.set(first, second);
    case 'delete':
      return keychain.delete(first);
    case 'accounts':
      return keychain.accounts();
    case 'items':
      return findCredentials(SERVICE).map(({ account }) => account);
    case 'write-forever':
      for (let count = 10_000; count < 20_000; count++) {
        await keychain.set(first, String(count).repeat(1000));
        if (count === 10_000) process.stdout.write('writing\n');
      }
      return null;
    default:
      throw new Error(`No such step: ${name}`);
  }
}

const answers: unknown[] = [];
for (const [name, first, second] of JSON.parse(process.argv[2] ?? '[]') as [string, string, string][]) {
  answers.push(await step(name, first, second));
}
process.stdout.write(JSON.stringify(answers));
