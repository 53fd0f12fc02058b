/** Runs engine steps with the real keychain, as a program of its own, and prints the answers as JSON. */
import { followLogin } from '../../../../e2e/rig/fake-browser.ts';
import { ok } from '../../../../shared/errors.ts';
import { createOsKeychain } from '../../secrets/os-keychain.ts';
import { createAuthEngine } from '../engine.ts';

const [url = '', stateDir = '', ahead = '0', ...steps] = process.argv.slice(2);
/** A holder that was killed is passed over sooner than a person would notice. */
const lockTiming = { beat: 100, gone: 1500, patience: 30_000 };
const engine = createAuthEngine({
  secrets: createOsKeychain({ platform: 'linux', itemLimit: 2400 }),
  fetch,
  stateDir,
  lockTiming,
  now: () => Date.now() + Number(ahead),
  browserTimeout: 10_000,
  openUrl: async (address) => {
    void followLogin(address);
    return ok(null);
  },
});

async function step(name: string): Promise<unknown> {
  switch (name) {
    case 'say-ready':
      process.stderr.write('ready\n');
      return null;
    case 'sign-in':
      return engine.signIn(url, { signal: new AbortController().signal, onPhase: () => undefined });
    case 'tokens':
      return Promise.all(Array.from({ length: 4 }, () => engine.accessToken(url)));
    case 'refused-tokens': {
      const refused = process.env['REFUSED_TOKEN'] ?? '';
      const call = () => {
        engine.noteRejection(url, 'invalid-token', null, refused);
        return engine.accessToken(url);
      };
      return Promise.all(Array.from({ length: 4 }, call));
    }
    case 'fact':
      return engine.fact(url);
    case 'sign-out':
      return engine.signOut(url);
    default:
      throw new Error(`No such step: ${name}`);
  }
}

const answers: unknown[] = [];
for (const name of steps) answers.push(await step(name));
process.stdout.write(JSON.stringify(answers));
