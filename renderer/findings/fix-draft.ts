import type { ChangeAction } from '../../shared/actions.ts';
import type { PlainSecret, SecretWay, ServerEntry } from '../../shared/domain.ts';

/** One secret as the person wants it replaced. */
export interface FixRow {
  readonly secret: PlainSecret;
  readonly included: boolean;
  readonly way: SecretWay;
  readonly variable: string;
}

/** Those that can leave; what is sure to work is chosen from the start. */
export function fixRows(entry: ServerEntry): readonly FixRow[] {
  const fixable = entry.secrets.filter(({ ways }) => ways.length > 0);
  return fixable.map((secret) => ({
    secret,
    included: secret.certain || fixable.length === 1,
    way: secret.ways[0] ?? 'reference',
    variable: secret.variable,
  }));
}

/** Null while no row is chosen, or a name will not do. */
export function fixAction(entry: ServerEntry, rows: readonly FixRow[]): ChangeAction | null {
  const chosen = rows.filter(({ included }) => included);
  if (chosen.length === 0 || chosen.some((row) => nameProblem(row, rows) !== null)) return null;
  return {
    kind: 'fix',
    ref: entry.ref,
    secrets: chosen.map(({ secret, way, variable }) => ({ place: secret.place, way, variable })),
  };
}

/** Two secrets of one name could be one value; whether they are only the core knows, and refuses. */
export function nameProblem(row: FixRow, rows: readonly FixRow[]): 'form' | 'twice' | null {
  if (!row.included) return null;
  if (!/^[A-Za-z_]\w{0,199}$/.test(row.variable)) return 'form';
  const other = rows.some(
    (one) => one !== row && one.included && one.variable === row.variable && one.way !== row.way,
  );
  return other ? 'twice' : null;
}
