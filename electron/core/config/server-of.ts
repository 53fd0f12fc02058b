import type { NewServer } from '../../../shared/actions.ts';
import type { EntryDescription } from '../clients/edit-entry.ts';
import type { ClientAdapter } from '../clients/types.ts';
import { withReferences } from './references.ts';

/** A server as a person would have entered it, references in our own spelling. */
export function serverOf(
  entry: EntryDescription,
  adapter: Pick<ClientAdapter, 'expandsVariables'>,
  { name, transport }: Pick<NewServer, 'name' | 'transport'>,
): NewServer {
  const ours = (text: string): string => withReferences(text, adapter.expandsVariables);
  const all = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, ours(text)]));
  const fromVariables = Object.entries(entry.envHeaders).map(([header, variable]) => [
    header,
    `\${${variable}}`,
  ]);
  return {
    name,
    transport,
    url: entry.url === null ? null : ours(entry.url),
    command: entry.command === null ? null : ours(entry.command),
    args: (entry.args ?? []).map(ours),
    env: all(entry.env),
    headers: { ...all(entry.headers), ...Object.fromEntries(fromVariables) },
    bearerTokenEnvVar: entry.bearerTokenEnvVar,
  };
}
