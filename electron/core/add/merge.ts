import type { AddTarget } from '../../../shared/actions.ts';
import type { Draft } from './draft.ts';
import { suggestName } from './names.ts';
import { placeholdersOf } from './placeholders.ts';

export interface NamedDraft extends Draft {
  readonly name: string;
}

/**
 * One draft per name: a page shows the same server as a command, as JSON and again below. What all mentions
 * say is united; where they differ, the one without placeholders wins and the difference is told. A mention
 * without a name joins the one with the same endpoint, or gets a name from its address.
 */
export function mergeDrafts(drafts: readonly Draft[]): readonly NamedDraft[] {
  const merged = new Map<string, NamedDraft>();
  for (const draft of drafts) {
    if (draft.name === null) continue;
    const known = merged.get(draft.name);
    merged.set(draft.name, known === undefined ? { ...draft, name: draft.name } : unite(known, draft));
  }
  for (const draft of drafts) {
    if (draft.name !== null) continue;
    const known = [...merged.values()].find((other) => endpoint(other) === endpoint(draft));
    const name = known?.name ?? suggestName(draft.server, [...merged.keys()]);
    merged.set(name, known === undefined ? { ...draft, name } : unite(known, draft));
  }
  return [...merged.values()];
}

function unite(first: NamedDraft, second: Draft): NamedDraft {
  const differs = endpoint(first) !== endpoint(second);
  const better = differs && isOpen(first) && !isOpen(second);
  const [kept, other] = better ? [second, first] : [first, second];
  const { server } = kept;
  const partly = !differs && onlyOnce(first, second);
  const note = [
    ...(differs ? [`The text also gives another address or command under the name “${first.name}”.`] : []),
    ...(partly ? ['Settings that only a part of the text names are left out.'] : []),
  ];
  return {
    name: first.name,
    source: first.source,
    targets: uniqueTargets([...first.targets, ...second.targets]),
    warnings: [...new Set([...kept.warnings, ...(differs ? [] : other.warnings), ...note])],
    server: differs
      ? server
      : {
          ...inBoth(first, second),
          env: { ...other.server.env, ...server.env },
          headers: { ...other.server.headers, ...server.headers },
          bearerTokenEnvVar: server.bearerTokenEnvVar ?? other.server.bearerTokenEnvVar,
        },
  };
}

/** A page shows what a person may set as an example further down: only what all its mentions say is meant. */
function inBoth({ server }: Draft, other: Draft): Draft['server'] {
  if (!onlyOnce({ server }, other)) return server;
  const { settings: _left, ...rest } = server;
  return rest;
}

function onlyOnce(first: Pick<Draft, 'server'>, second: Pick<Draft, 'server'>): boolean {
  return JSON.stringify(first.server.settings) !== JSON.stringify(second.server.settings);
}

function endpoint({ server }: Draft): string {
  return JSON.stringify([server.url?.replace(/\/$/, '') ?? null, server.command, server.args]);
}

function isOpen({ server }: Draft): boolean {
  return placeholdersOf({ name: 'x', ...server }).length > 0;
}

function uniqueTargets(targets: readonly AddTarget[]): readonly AddTarget[] {
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()];
}
