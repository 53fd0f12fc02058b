import { expect, test } from 'vitest';
import type { Snapshot } from '../../shared/snapshot.ts';
import { snapshotFixture } from '../cli/test-support/snapshot-fixture.ts';
import { createSnapshotFeed } from './snapshot-feed.ts';

test('a slow receiver gets the one being sent and then only the newest', async () => {
  const sent: number[] = [];
  const gates: (() => void)[] = [];
  const feed = createSnapshotFeed((snapshot: Snapshot) => {
    sent.push(snapshot.revision);
    return new Promise((resolve) => gates.push(resolve));
  });
  for (const revision of [1, 2, 3, 4]) feed.push(snapshotFixture({ revision }));
  expect(sent).toEqual([1]);
  gates[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  expect(sent).toEqual([1, 4]);
  gates[1]?.();
  await Promise.resolve();
  await Promise.resolve();
  feed.push(snapshotFixture({ revision: 5 }));
  expect(sent).toEqual([1, 4, 5]);
});
