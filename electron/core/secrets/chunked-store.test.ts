import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../shared/errors.ts';
import { createChunkedStore } from './chunked-store.ts';
import type { KeychainItems } from './chunked-store.ts';

const OLD = 'old-'.repeat(2000);
const NEW = 'new!'.repeat(2500);

/** Items in a map; after `diesAfter` changes nothing is written any more, like a killed process. */
function mapItems(map: Map<string, string>, { diesAfter = Infinity, limit = Infinity } = {}): KeychainItems {
  let changes = 0;
  const change = <T>(work: () => T) =>
    changes++ >= diesAfter ? fail('KeychainUnavailable', 'killed') : ok(work());
  return {
    read: async (account) => ok(map.get(account) ?? null),
    write: async (account, text) =>
      text.length > limit
        ? fail('KeychainUnavailable', 'too long')
        : change(() => {
            map.set(account, text);
            return null;
          }),
    remove: async (account) => change(() => map.delete(account)),
    accounts: async () => ok([...map.keys()]),
  };
}

describe('values longer than a keychain item', () => {
  it('are stored in parts that fit and come back whole', async () => {
    const map = new Map<string, string>();
    const store = createChunkedStore(mapItems(map, { limit: 2400 }), { itemLimit: 2400 });
    expect(await store.set('a', OLD)).toEqual(ok(null));
    expect(await store.get('a')).toEqual(ok(OLD));
    expect(await store.accounts()).toEqual(ok(['a']));
    expect(map.size).toBeGreaterThan(3);
  });

  it('leave no part of an older value behind', async () => {
    const map = new Map<string, string>();
    const store = createChunkedStore(mapItems(map), { itemLimit: 2400 });
    await store.set('a', OLD);
    await store.set('a', 'short');
    expect([...map.keys()]).toEqual(['a']);
    await store.set('a', NEW);
    expect(await store.delete('a')).toEqual(ok(true));
    expect(map.size).toBe(0);
  });

  it('keep the old or the new value when the writer dies between any two steps', async () => {
    let outcomes = { old: 0, new: 0 };
    for (let step = 0; step < 20; step++) {
      const map = new Map<string, string>();
      await createChunkedStore(mapItems(map), { itemLimit: 2400 }).set('a', OLD);
      await createChunkedStore(mapItems(map, { diesAfter: step }), { itemLimit: 2400 }).set('a', NEW);
      const survivor = createChunkedStore(mapItems(map), { itemLimit: 2400 });
      const read = await survivor.get('a');
      expect([ok(OLD), ok(NEW)]).toContainEqual(read);
      outcomes =
        read.ok && read.value === OLD
          ? { ...outcomes, old: outcomes.old + 1 }
          : { ...outcomes, new: outcomes.new + 1 };
      await survivor.set('a', 'done');
      expect([...map.keys()], `rubbish after step ${step}`).toEqual(['a']);
    }
    expect(outcomes.old).toBeGreaterThan(0);
    expect(outcomes.new).toBeGreaterThan(0);
  });

  it('are read whole while another process replaces them', async () => {
    const map = new Map<string, string>();
    const writer = createChunkedStore(mapItems(map), { itemLimit: 2400 });
    await writer.set('a', OLD);
    const items = mapItems(map);
    let interfered = false;
    const reader = createChunkedStore(
      {
        ...items,
        async read(account) {
          if (!interfered && account !== 'a') {
            interfered = true;
            await writer.set('a', NEW);
          }
          return items.read(account);
        },
      },
      { itemLimit: 2400 },
    );
    expect(await reader.get('a')).toEqual(ok(NEW));
  });

  it('are reported as damaged when a part is gone for good', async () => {
    const map = new Map<string, string>();
    const store = createChunkedStore(mapItems(map), { itemLimit: 2400 });
    await store.set('a', OLD);
    map.delete([...map.keys()].find((name) => name.endsWith('.1')) ?? '');
    const read = await store.get('a');
    expect(read).toMatchObject({ ok: false, error: { code: 'KeychainUnavailable' } });
  });
});

describe('writers in one process', () => {
  it('take turns, and the last one wins', async () => {
    const map = new Map<string, string>();
    const store = createChunkedStore(mapItems(map), { itemLimit: 100 });
    const values = Array.from({ length: 10 }, (_, index) => `${index}`.repeat(300));
    await Promise.all(values.map((value) => store.set('a', value)));
    expect(await store.get('a')).toEqual(ok(values.at(-1)));
  });
});
