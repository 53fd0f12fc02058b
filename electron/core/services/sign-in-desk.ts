import type { ServerEntry } from '../../../shared/domain.ts';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { SignInGuide, SignInRound } from '../../../shared/sign-in-round.ts';
import { adapterFor } from '../clients/registry.ts';
import type { ClientAdapter } from '../clients/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import { signInGuide } from '../sign-ins/guide.ts';
import type { Checker } from './checker.ts';
import type { Operations } from './operations.ts';
import { createSignInRounds } from './sign-in-rounds.ts';
import type { SignInRounds } from './sign-in-rounds.ts';
import type { SignInWay } from './sign-in-way.ts';
import type { SignInService } from './sign-in.ts';

/** Signing in as a person asks for it: at one place, by hand, or everywhere. */
export interface SignInDesk {
  /** With progress and Cancel; afterwards stores and server are looked at again. */
  signIn(entry: InventoryEntry, way: SignInWay): Promise<Result<null>>;
  guideOf(entry: InventoryEntry): SignInGuide;
  readonly rounds: SignInRounds;
}

export function createSignInDesk(parts: {
  signIns: SignInService;
  operations: Operations;
  checker: Checker;
  adapterOf: (entry: InventoryEntry) => ClientAdapter;
  /** What can be opened of the entry's client, as a button says it. */
  opens: (entry: InventoryEntry) => string | null;
  readSignIns: () => Promise<void>;
  /** Whether we see, and so can end, what the entry's client keeps. */
  sees: (entry: InventoryEntry) => boolean;
  entries: () => readonly InventoryEntry[];
  shown: () => readonly ServerEntry[];
  onChange: () => void;
  keepRound: (round: SignInRound | null) => void;
  signal: AbortSignal;
}): SignInDesk {
  const { signIns, operations, signal } = parts;
  const entryOf = (ref: string) => parts.entries().find((entry) => entry.ref === ref);
  const guideOf = (entry: InventoryEntry): SignInGuide => {
    const guide = signInGuide(parts.adapterOf(entry), entry, parts.opens(entry));
    return parts.sees(entry) ? { ...guide, out: null } : guide;
  };

  async function signIn(entry: InventoryEntry, way: SignInWay): Promise<Result<null>> {
    const result = await operations.run('sign-in', entry.ref, (handle) => signIns.start(entry, way, handle));
    await parts.readSignIns();
    if (result.ok) await parts.checker.check([entry], { startPrograms: false, signal });
    return result;
  }

  const rounds = createSignInRounds({
    entries: parts.shown,
    guideOf(ref) {
      const entry = entryOf(ref);
      return entry === undefined ? null : guideOf(entry);
    },
    signInRuns: () => operations.running().some(({ kind }) => kind === 'sign-in'),
    async signIn(ref, via) {
      const entry = entryOf(ref);
      if (entry === undefined) return fail('EntryNotFound', 'This server is not set up any more.');
      return signIn(entry, via === 'own' ? { by: 'browser', anotherAccount: false } : { by: 'client' });
    },
    cancel: (ref) => void operations.cancel(ref),
    async look(ref) {
      const entry = entryOf(ref);
      const answer = entry === undefined ? 'none' : await signIns.look(entry);
      parts.onChange();
      return answer;
    },
    ownerName: (owner) => adapterFor(owner)?.name ?? owner,
    onChange: parts.onChange,
    keep: parts.keepRound,
  });
  return { signIn, guideOf, rounds };
}
