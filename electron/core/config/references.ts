import type { ClientAdapter } from '../clients/types.ts';

/**
 * References to variables in our own spelling (`${VAR}`, `${VAR:-default}`), from a client's. What is no
 * variable (`${input:key}`) stays as written.
 */
export function withReferences(text: string, rule: ClientAdapter['expandsVariables']): string {
  if (rule === undefined || rule === true) return text;
  return text.replace(rule, (whole: string, ...parts: unknown[]) => {
    const name = parts.find((part) => typeof part === 'string') ?? '';
    const groups = parts.at(-1);
    const named = typeof groups === 'object' ? (groups as Record<string, string | undefined>) : {};
    if (!/^[A-Za-z_]\w*$/.test(name)) return whole;
    const { fallback } = named;
    return `\${${name}${fallback === undefined ? '' : `:-${fallback}`}}`;
  });
}
