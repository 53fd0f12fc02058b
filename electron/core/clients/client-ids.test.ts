import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, it } from 'vitest';
import { ADAPTERS } from './registry.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Folders that are about single clients, and pages that are only made up for developing. */
const EXEMPT = ['electron/core/clients', 'electron/core/sign-ins', 'renderer/dev'];

function sources(): readonly string[] {
  return ['electron', 'renderer', 'shared'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
      .filter((path) => !EXEMPT.some((exempt) => path.startsWith(`${exempt}/`))),
  );
}

/** Lines that compare something with a client's id. */
function comparisons(text: string, ids: readonly string[]): readonly string[] {
  const id = `['"\`](?:${ids.join('|')})['"\`]`;
  const compared = new RegExp(
    `[!=]==?\\s*${id}|${id}\\s*[!=]==?|\\bcase\\s+${id}|\\.(?:includes|startsWith)\\(${id}`,
  );
  return text.split('\n').filter((line) => compared.test(line));
}

const IDS = ADAPTERS.map(({ id }) => id);

it('finds a comparison in each of its forms', () => {
  const forms = ["if (x === 'codex') y()", '"codex" !== x', "case 'codex':", "ids.includes('codex')"];
  expect(comparisons([...forms, "const id = 'codex';"].join('\n'), IDS)).toEqual(forms);
});

it('no file outside the clients’ own compares a client id', () => {
  const paths = sources();
  expect(paths.length).toBeGreaterThan(100);
  const found = paths.flatMap((path) =>
    comparisons(readFileSync(join(ROOT, path), 'utf8'), IDS).map((line) => `${path}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
