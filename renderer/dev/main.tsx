import { fail } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/ipc.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { mount } from '../mount.tsx';
import '../styles.css';
import { createFakeBridge } from './fake-bridge.ts';
import { manyClientsSnapshot } from './fixture-many.ts';
import { BROKEN_FILE, FILES, makeSnapshot, manyEntries, pictureSnapshot } from './fixture.ts';

/** `dev.html?fixture=many` and so on; the page of the real product is index.html. */
const now = Date.now();
const FIXTURES: Readonly<Record<string, () => Snapshot>> = {
  picture: () => pictureSnapshot(now),
  many: () => makeSnapshot(now, { entries: manyEntries(500, now) }),
  clients: () => manyClientsSnapshot(now),
  empty: () => makeSnapshot(now),
  nothing: () =>
    makeSnapshot(now, {
      clients: makeSnapshot(now).clients.map((client) => ({ ...client, installed: false })),
    }),
  loading: () => makeSnapshot(now, { loading: true }),
  problems: () => ({
    ...pictureSnapshot(now),
    files: [...FILES.filter(({ path }) => path !== BROKEN_FILE.path), BROKEN_FILE],
    keychain: {
      state: 'locked',
      name: 'Secret Service',
      hint: 'Unlock it with your password manager, then check again.',
    },
    failures: [
      {
        ref: 'codex:user:octomesh',
        at: now,
        error: {
          code: 'RegistrationRejected',
          message: 'The sign-in service of octomesh does not let this app register itself.',
          next: 'Ask its administrator to trust the host 127.0.0.1.',
          detail: 'Policy "Trusted Hosts" rejected request to client-registration service.',
        },
      },
    ],
  }),
};

const wanted = new URLSearchParams(location.search).get('fixture') ?? 'picture';
const overrides: Partial<Handlers> =
  wanted === 'failed' ? { 'snapshot:get': async () => fail('Internal', 'The state could not be read.') } : {};
mount(
  createFakeBridge((FIXTURES[wanted] ?? FIXTURES['picture'] ?? makeSnapshot.bind(null, now))(), overrides),
);
