import type { ServerEntry, SignIn, SignInRef } from '../../shared/domain.ts';
import { ok } from '../../shared/errors.ts';
import { ownerNames } from '../../shared/selectors.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { CommandContext, CommandError } from './context.ts';
import { findEntry } from './find-entry.ts';
import { waysOut } from './sign-out.ts';
import type { WayOut } from './sign-out.ts';

/** What one word of the command line means: known sign-ins, or a server whose sign-ins nobody can see. */
export type DisconnectTarget =
  | { readonly kind: 'sign-ins'; readonly ref: string; readonly refs: readonly SignInRef[] }
  | {
      readonly kind: 'server';
      readonly ref: string;
      readonly entry: ServerEntry;
      readonly ways: readonly WayOut[];
    };

/** The sign-ins named by reference, by server, or by `--stale`. Fails as `findEntry` does. */
export function disconnectTargets(
  snapshot: Snapshot,
  context: CommandContext,
):
  | { readonly ok: true; readonly value: readonly DisconnectTarget[] }
  | { readonly ok: false; readonly error: CommandError } {
  const { args } = context;
  const fits = ({ owner }: SignIn): boolean =>
    owner === 'mcp-tray' ? !args.flag('client') : !args.flag('own');
  if (args.flag('stale')) {
    const stale = snapshot.signIns.filter((signIn) => signIn.stale !== null && fits(signIn));
    return ok(stale.map(({ ref }) => ({ kind: 'sign-ins', ref, refs: [ref] })));
  }
  const targets: DisconnectTarget[] = [];
  for (const wanted of args.positionals) {
    if (snapshot.signIns.some(({ ref }) => ref === wanted)) {
      targets.push({ kind: 'sign-ins', ref: wanted, refs: [wanted] });
      continue;
    }
    const found = findEntry(snapshot, wanted);
    if (!found.ok) return found;
    const entry = found.value;
    const { ref } = entry;
    const refs = snapshot.signIns
      .filter((signIn) => signIn.entries.includes(ref) && fits(signIn))
      .map((signIn) => signIn.ref);
    targets.push(
      refs.length > 0
        ? { kind: 'sign-ins', ref, refs }
        : { kind: 'server', ref, entry, ways: waysOut(entry, context) },
    );
  }
  return ok(targets);
}

/** What will happen, a line each. */
export function previewLines(targets: readonly DisconnectTarget[], snapshot: Snapshot): readonly string[] {
  const nameOf = ownerNames(snapshot);
  return targets.flatMap((target) => {
    if (target.kind === 'server') return [`Sign out of ${target.entry.name}`];
    return snapshot.signIns
      .filter(({ ref }) => target.refs.includes(ref))
      .map(({ server, owner, stale, entries }) => {
        const why = stale === null ? '' : ` ${stale}`;
        const after = entries.length === 0 ? '' : ` Needs a new sign-in afterwards: ${entries.join(', ')}.`;
        return `End the sign-in to ${server} and remove it from ${nameOf(owner)}.${why}${after}`;
      });
  });
}
