import type { ChangeAction } from '../../shared/actions.ts';
import type { ServerEntry } from '../../shared/domain.ts';

export interface LintFix {
  readonly entry: ServerEntry;
  readonly action: ChangeAction;
  /** Variables that have to be set outside of the file from then on. */
  readonly variables: readonly string[];
}

/**
 * What `lint --fix` does: the secrets that are warned of leave their files in the best way there is; files that
 * still hold one are closed to others. An argument goes unasked only where the program is known to read the
 * variable. Of `named` entries, which were asked for one by one, every plain secret goes.
 */
export function fixesFor(
  entries: readonly ServerEntry[],
  { named }: { readonly named: boolean },
): readonly LintFix[] {
  const fixes: LintFix[] = [];
  const staying = new Set<string>();
  for (const entry of entries) {
    const warned = new Set(
      entry.warnings.flatMap(({ fixes: can, places }) => (can.includes('secrets') ? places : [])),
    );
    const taken = entry.secrets.flatMap(({ place, ways, variable, certain }) => {
      const [way] = ways;
      return way !== undefined && (named || (warned.has(place) && certain)) ? [{ place, way, variable }] : [];
    });
    if (taken.length > 0) {
      const variables = taken.flatMap(({ way, variable }) => (way === 'reference' ? [variable] : []));
      fixes.push({ entry, action: { kind: 'fix', ref: entry.ref, secrets: taken }, variables });
    }
    const left = taken.filter(({ way }) => way !== 'move').length < entry.secrets.length;
    if (left) staying.add(entry.file);
  }
  const closed = new Set<string>();
  for (const entry of entries) {
    const closable = entry.warnings.some((warning) => warning.fixes.includes('permissions'));
    if (!closable || !staying.has(entry.file) || closed.has(entry.file)) continue;
    closed.add(entry.file);
    fixes.push({ entry, action: { kind: 'protect', ref: entry.ref }, variables: [] });
  }
  return fixes;
}
