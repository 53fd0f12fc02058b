import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue, KeyPath } from '../formats/types.ts';

/** How a client writes "the value of this environment variable" inside a value. */
export interface VariableSyntax {
  /** Finds references, globally: the first group that matched is the name, the group “fallback” its default. */
  readonly reads: RegExp;
  /** A reference with a default is written only by a client that `knowsDefaults`. */
  readonly spell: (name: string, fallback?: string) => string;
  readonly knowsDefaults?: true;
  /** Where references are replaced, if not in every value of the server: programs, addresses, headers. */
  readonly fills?: readonly ReferencePlace[];
}

/** `other`: settings of an entry that are no part of its server, such as a client secret for its sign-in. */
export type ReferencePlace = 'command' | 'args' | 'env' | 'url' | 'headers' | 'other';

/** A client that replaces them before it looks at what its file says. */
export const EVERYWHERE: readonly ReferencePlace[] = ['command', 'args', 'env', 'url', 'headers', 'other'];

/** A client that asks the person for a value, and keeps it safe itself. */
export interface AskSyntax {
  /** The list of questions in the file that refers to them. */
  readonly at: KeyPath;
  readonly question: (id: string, description: string) => ConfigValue;
  /** How a value refers to the answer. */
  readonly spell: (id: string) => string;
}

/** Whether the client replaces a reference in this place. */
export function fillsIn(syntax: VariableSyntax, place: ReferencePlace): boolean {
  return syntax.fills?.includes(place) ?? place !== 'other';
}

/** `${VAR}`. */
export const BRACED: VariableSyntax = {
  reads: /\$\{([A-Za-z_]\w*)\}/g,
  spell: (name) => `\${${name}}`,
};

/** `${VAR}` and `${VAR:-default}`. */
export const BRACED_WITH_DEFAULT: VariableSyntax = {
  reads: /\$\{([A-Za-z_]\w*)(?::-(?<fallback>[^}]*))?\}/g,
  spell: (name, fallback) => `\${${name}${fallback === undefined ? '' : `:-${fallback}`}}`,
  knowsDefaults: true,
};

/** `${env:VAR}`, as in VS Code and its kin. */
export const ENV_PREFIXED: VariableSyntax = {
  reads: /\$\{env:([A-Za-z_]\w*)\}/g,
  spell: (name) => `\${env:${name}}`,
};

/** As VS Code and Cursor have it. What they ask the person for or work out themselves is not known here. */
export const EDITOR: VariableSyntax = {
  reads: /\$\{(?:env:([A-Za-z_]\w*)|((?:input|command|config):[^}]+|workspaceFolder\w*|userHome))\}/g,
  spell: ENV_PREFIXED.spell,
};

/** A reference as a person may have it: ours (`${VAR}`, `${VAR:-default}`) or copied from an editor's file. */
const WRITTEN = /\$\{(?:env:)?([A-Za-z_]\w*)(?::-([^}]*))?\}/g;

/**
 * The value with its references in the client's spelling. Unsupported for a client that replaces none
 * (`syntax` null), and for a default that the client does not know.
 */
export function respell(
  syntax: VariableSyntax | null,
  value: string,
  client: string,
  field: string,
): Result<string> {
  const references = [...value.matchAll(WRITTEN)];
  if (syntax === null && references.length > 0) {
    return fail('Unsupported', `${client} would use “${value}” of “${field}” as it stands, unreplaced.`, {
      next: 'Give the value itself.',
    });
  }
  if (syntax === null) return ok(value);
  const withDefault = references.find((match) => match[2] !== undefined);
  if (withDefault !== undefined && syntax.knowsDefaults !== true) {
    return fail('Unsupported', `${client} knows no defaults for variables, as in “${withDefault[0]}”.`, {
      next: 'Leave the default out, or give the value itself.',
    });
  }
  return ok(
    value.replace(WRITTEN, (_whole, name: string, fallback?: string) => syntax.spell(name, fallback)),
  );
}
