import type { SafeValue, ServerEntry } from '../../shared/domain.ts';
import { MASK } from '../../shared/redact.ts';
import { blankDraft, newRow } from './draft.ts';
import type { Draft, Row } from './draft.ts';
import type { TargetChoices } from './targets.ts';

/**
 * A draft of another server like one that is set up: another cluster, another account. Values that are hidden here
 * become placeholders, which have to be replaced before anything is added.
 */
export function draftLike(entry: ServerEntry, taken: readonly string[]): Draft {
  const { transport } = entry;
  return {
    ...blankDraft(),
    name: freeName(entry.name, taken),
    kind: transport === 'stdio' || transport === 'sse' ? transport : 'http',
    url: unmasked(entry.url ?? '', 'VALUE'),
    command: unmasked(entry.command ?? '', 'PROGRAM'),
    args: (entry.args ?? []).map((arg) => unmasked(arg, 'VALUE')).join('\n'),
    env: rowsOf(entry.env),
    headers: rowsOf(entry.headers),
    bearerTokenEnvVar: entry.bearerTokenEnvVar,
  };
}

/** "kfuse-2", or the next number that is free; a number at the end goes on from there. */
function freeName(name: string, taken: readonly string[]): string {
  const stem = /^(.+?)-\d+$/.exec(name)?.[1] ?? name;
  for (let number = 2; ; number += 1) {
    if (!taken.includes(`${stem}-${number}`)) return `${stem}-${number}`;
  }
}

function rowsOf(values: readonly SafeValue[]): readonly Row[] {
  return values.map(({ name, value }) => {
    // A header from a variable is shown as “$NAME”.
    const variable = /^\$([A-Za-z_]\w*)$/.exec(value)?.[1];
    return newRow(name, variable === undefined ? unmasked(value, name) : `\${${variable}}`);
  });
}

function unmasked(text: string, name: string): string {
  if (!text.includes(MASK)) return text;
  const placeholder = `<${/^[A-Za-z]/.test(name) ? name.replace(/[^\w-]/g, '_') : 'VALUE'}>`;
  return text.replaceAll(MASK, placeholder);
}

/** The place of that entry, and no other. */
export function placeLike(entry: ServerEntry, choices: TargetChoices): TargetChoices {
  const place = { chosen: true, scope: entry.scope, project: entry.project };
  const writable = entry.scope !== 'managed' && choices[entry.client] !== undefined;
  return writable ? { ...choices, [entry.client]: place } : choices;
}
