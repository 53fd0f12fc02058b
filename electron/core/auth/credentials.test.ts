import { expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import { createChunkedStore } from '../secrets/chunked-store.ts';
import { testCredential } from './__fixtures__/credential.ts';
import { createCredentials, credentialAccount } from './credentials.ts';

const check = async () => ({ state: 'ready', name: 'Memory', hint: null }) as const;

it('one damaged item of the keychain hides no other sign-in, and is replaced by the next one', async () => {
  const items = new Map<string, string>();
  const store = createChunkedStore({
    read: async (account) => ok(items.get(account) ?? null),
    write: async (account, text) => {
      items.set(account, text);
      return ok(null);
    },
    remove: async (account) => ok(items.delete(account)),
    accounts: async () => ok([...items.keys()]),
  });
  const credentials = createCredentials({ ...store, check }, () => 1);
  const whole = testCredential();
  const broken = testCredential({ resource: 'https://other.example/mcp' });
  await credentials.save(whole);
  await credentials.save(broken);
  items.set(credentialAccount(broken), 'cut o');
  credentials.forgetMemory();
  expect(await credentials.all(0)).toEqual(ok([whole]));
  expect(await credentials.read(broken)).toEqual(ok(null));
  await credentials.save(broken);
  expect(await credentials.read(broken)).toEqual(ok(broken));
});
