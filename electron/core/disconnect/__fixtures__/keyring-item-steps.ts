/** Puts an item of “another program” into the keyring, or takes it out as a disconnect does; prints the answer. */
import { AsyncEntry } from '@napi-rs/keyring';
import { foreignKeychainItems } from '../../sign-ins/foreign-keychain-item.ts';
import { deleteKeyringItem } from '../keyring-item.ts';

const SERVICE = 'somebody-else';
const [step, account = ''] = process.argv.slice(2);
const env = {
  platform: 'linux',
  home: '/nowhere',
  tmp: '/tmp',
  user: 'someone',
  vars: process.env,
  stateDir: '/nowhere',
  version: '0.0.0',
} as const;

if (step === 'put') {
  await new AsyncEntry(SERVICE, account, { linux: { store: 'secret-service' } }).setPassword('text');
} else {
  const item = { service: () => SERVICE, account, items: foreignKeychainItems, kind: 'keyring' } as const;
  process.stdout.write(JSON.stringify(await deleteKeyringItem(env, item)));
}
