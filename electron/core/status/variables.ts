/** Result of replacing variable references; `missing` holds the names without value and default. */
export interface Expanded {
  readonly text: string;
  readonly missing: readonly string[];
}

const VARIABLE = /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/** Replaces `${VAR}` and `${VAR:-default}` the way Claude Code 2.1.329 does; a missing one stays as written. */
export function expandVariables(text: string, vars: Readonly<Record<string, string | undefined>>): Expanded {
  const missing: string[] = [];
  const expanded = text.replace(VARIABLE, (whole, name: string, fallback: string | undefined) => {
    const value = vars[name] ?? fallback;
    if (value === undefined) missing.push(name);
    return value ?? whole;
  });
  return { text: expanded, missing };
}

/** Names a text refers to, in order. */
export function variableNames(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '');
}
