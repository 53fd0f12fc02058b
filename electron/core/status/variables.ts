/** Result of replacing variable references; `missing` holds the names without value and default. */
export interface Expanded {
  readonly text: string;
  readonly missing: readonly string[];
}

const VARIABLE = /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/** `ClientAdapter.expandsVariables` of an entry's client; false where it replaces nothing. */
export type VariableRule = boolean | RegExp;

/**
 * Replaces references by the client's rule; `true` means `${VAR}` and `${VAR:-default}` the way Claude Code
 * 2.1.329 does. A missing one stays as written.
 */
export function expandVariables(
  text: string,
  vars: Readonly<Record<string, string | undefined>>,
  rule: VariableRule = true,
): Expanded {
  const missing: string[] = [];
  if (rule === false) return { text, missing };
  if (rule !== true) {
    const replaced = text.replace(rule, (whole: string, ...groups: unknown[]) => {
      const name = groups.find((group) => typeof group === 'string') ?? '';
      const named = groups.at(-1);
      const fallback = typeof named === 'object' ? (named as Record<string, string | undefined>) : {};
      const value = vars[name] ?? fallback['fallback'];
      if (value === undefined) missing.push(name);
      return value ?? whole;
    });
    return { text: replaced, missing };
  }
  const expanded = text.replace(VARIABLE, (whole, name: string, fallback: string | undefined) => {
    const value = vars[name] ?? fallback;
    if (value === undefined) missing.push(name);
    return value ?? whole;
  });
  return { text: expanded, missing };
}

/** `${VAR}`, `${VAR:-default}` and the editors' `${env:VAR}`. */
const NAMED = /\$\{(?:env:)?([A-Za-z_]\w*)(?::-[^}]*)?\}/g;

/** Names a text refers to, in order, whichever client wrote it. */
export function variableNames(text: string): readonly string[] {
  return [...text.matchAll(NAMED)].map((match) => match[1] ?? '');
}
