import { expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import type { KeychainView } from '../../../shared/snapshot.ts';
import { createKeychainGate } from './keychain-gate.ts';

function gate(state: KeychainView['state'], mayHold = true) {
  const asked: string[] = [];
  const made = createKeychainGate({
    secrets: { check: async () => ({ state, name: 'Keychain', hint: null }) },
    engine: {
      reload: () => void asked.push('reload'),
      accessToken: async (url: string) => {
        asked.push(url);
        return ok('secret');
      },
      noteRejection: () => undefined,
    },
    own: { mayHold: () => mayHold },
  } as unknown as Parameters<typeof createKeychainGate>[0]);
  return { made, asked };
}

it.each(['locked', 'unavailable'] as const)(
  'leaves a %s keychain alone once that is known',
  async (state) => {
    const { made, asked } = gate(state);
    await made.check();
    expect(await made.tokens.accessToken('https://a.test')).toEqual(ok(null));
    expect(asked).toEqual(['reload']);
  },
);

it('asks an open one, and only when something of ours may be in it', async () => {
  const open = gate('ready');
  await open.made.check();
  expect(await open.made.tokens.accessToken('https://a.test')).toEqual(ok('secret'));
  const empty = gate('ready', false);
  expect(await empty.made.tokens.accessToken('https://a.test')).toEqual(ok(null));
  expect(empty.asked).toEqual([]);
});
