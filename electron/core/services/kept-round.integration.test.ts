import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RoundStep, SignInRound } from '../../../shared/sign-in-round.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createKeptRound } from './kept-round.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const round = (...states: RoundStep['state'][]): SignInRound => ({
  serverKey: 'url https://kfuse.test/mcp',
  name: 'kfuse',
  going: true,
  fromBefore: false,
  steps: states.map((state, index) => ({
    id: `step ${index}`,
    ref: 'codex:user:kfuse',
    owner: 'codex',
    way: 'client',
    state,
    detail: 'The service said: Authorization: Bearer abcdefghijklmnop',
    next: null,
    guide: null,
  })),
});

it('a program that is killed in the middle of a sign-in leaves it waiting, and no word of a token', async () => {
  const kept = createKeptRound({ stateDir: home.stateDir, now: () => 1 });
  kept.keep(round('done', 'running', 'failed'));
  await kept.settled();
  const next = await createKeptRound({ stateDir: home.stateDir, now: () => 2 }).read();
  expect(next?.steps.map(({ state }) => state)).toEqual(['done', 'waiting', 'failed']);
  expect(JSON.stringify(next)).not.toContain('abcdefghijklmnop');
});

it('what is finished, and what is older than a week, is nothing to go on with', async () => {
  let now = 1;
  const kept = createKeptRound({ stateDir: home.stateDir, now: () => now });
  kept.keep(round('waiting'));
  await kept.settled();
  now += 8 * 24 * 60 * 60 * 1000;
  expect(await kept.read()).toBeNull();
  now = 1;
  kept.keep(round('done', 'skipped'));
  await kept.settled();
  expect(await kept.read()).toBeNull();
});
