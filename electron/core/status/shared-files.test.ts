import { expect, it } from 'vitest';
import { entriesInUse } from './shared-files.ts';
import { testEntry } from './test-entry.ts';

const PATH = '/p/.vscode/mcp.json';

function entry(client: string, path: string, parked = false) {
  const base = testEntry();
  return { ...base, parked, location: { ...base.location, client, path } };
}

const shown = (installed: readonly string[], entries = [entry('a', PATH), entry('b', PATH)]) =>
  entriesInUse(entries, (client) => installed.includes(client)).map(({ location }) => location.client);

it('shows a file that several clients read for those that are on this computer', () => {
  expect(shown(['a'])).toEqual(['a']);
  expect(shown(['b'])).toEqual(['b']);
  expect(shown(['a', 'b'])).toEqual(['a', 'b']);
});

it('shows it for all of them when none is, and what no other client reads in any case', () => {
  expect(shown([])).toEqual(['a', 'b']);
  expect(shown(['a'], [entry('a', PATH), entry('b', '/other')])).toEqual(['a', 'b']);
});

it('keeps parked entries, which stand in no file', () => {
  expect(shown(['a'], [entry('a', PATH), entry('b', PATH, true)])).toEqual(['a', 'b']);
});
