import { cleanup, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Handlers } from '../../shared/ipc.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { App } from '../app.tsx';
import { createFakeBridge } from '../dev/fake-bridge.ts';
import { createSnapshotStore } from '../snapshot-store.ts';

/** A fixed moment, so that "8 s ago" is the same on every day. */
export const NOW = new Date(2026, 10, 20, 14, 0, 0).getTime();

/** Gives the virtual list a height to fill; the test page has no layout. */
export function usePage({ wide = true } = {}): void {
  beforeEach(() => {
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1000);
    vi.spyOn(window, 'matchMedia').mockImplementation(
      (media) => Object.assign(new EventTarget(), { matches: wide, media }) as MediaQueryList,
    );
  });
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
  });
}

export function renderApp(snapshot: Snapshot, overrides: Partial<Handlers> = {}) {
  const fake = createFakeBridge(snapshot, overrides);
  const store = createSnapshotStore(fake);
  const user = userEvent.setup();
  render(<App link={fake} store={store} />);
  return { fake, user, inputs: (channel: string) => inputsOf(fake.calls, channel) };
}

function inputsOf(calls: readonly { channel: string; input: unknown }[], channel: string) {
  return calls.filter((call) => call.channel === channel).map(({ input }) => input);
}
