import type { ClientId, ConfigScope, ServerRef } from '../../../shared/domain.ts';

/** What makes up the address of an entry. */
export interface RefParts {
  readonly client: ClientId;
  readonly scope: ConfigScope;
  readonly tag: string | null;
  readonly project: string | null;
  readonly name: string;
}

/**
 * `client:scope[/tag]:[project:]name`, for example `claude-code:local:/home/me/app:kfuse`. `%` and `:` of the
 * project are escaped, so that the parts before the name can be told apart; the name stands as it is.
 */
export function buildRef(parts: RefParts): ServerRef {
  const place = parts.tag === null ? parts.scope : `${parts.scope}/${parts.tag}`;
  const project = parts.project === null ? '' : `${escapePart(parts.project)}:`;
  return `${parts.client}:${place}:${project}${parts.name}`;
}

/** The client a ref speaks of; null for text that is no ref. */
export function clientOfRef(ref: ServerRef): ClientId | null {
  const end = ref.indexOf(':');
  return end > 0 ? ref.slice(0, end) : null;
}

/** Gives later ones of equal refs a number (`…~2`), in the order of the list. */
export function uniqueRefs(refs: readonly ServerRef[]): readonly ServerRef[] {
  const taken = new Set<ServerRef>();
  return refs.map((ref) => {
    let unique = ref;
    for (let count = 2; taken.has(unique); count += 1) unique = `${ref}~${count}`;
    taken.add(unique);
    return unique;
  });
}

function escapePart(text: string): string {
  return text.replaceAll('%', '%25').replaceAll(':', '%3A');
}
