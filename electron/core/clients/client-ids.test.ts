import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, it } from 'vitest';
import { ADAPTERS } from './registry.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** Folders that are about single clients, pages that are only made up for developing, and parts of tests. */
const EXEMPT = [
  'electron/core/clients',
  'electron/core/sign-ins',
  'renderer/dev',
  'electron/cli/test-support',
];
/** What was pasted is in the words of one client, which then is where it is to be added. */
const RECOGNISE = [
  'electron/core/add/from-toml.ts',
  'electron/core/add/from-cli.ts',
  'shared/test-snapshot.ts',
];

function sources(): readonly string[] {
  return ['electron', 'renderer', 'shared'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
      .filter((path) => !EXEMPT.some((exempt) => path.startsWith(`${exempt}/`)) && !RECOGNISE.includes(path)),
  );
}

/**
 * Lines with a client's id in them other than in a comment: whole in quotes, as the beginning of a ref, as a key of
 * an object, or as a pattern. A comparison can be written in more ways than can be listed, but not without the id.
 */
function mentions(text: string, ids: readonly string[]): readonly string[] {
  const id = `(?:${ids.join('|')})`;
  const plain = ids.filter((one) => !one.includes('-')).join('|');
  const patterns = [
    `['"\`]${id}(?:['"\`:|/]|\\$\\{)`,
    `(?:^|[{,(\\s])(?:${plain})\\s*:`,
    `\\.(?:${plain})\\b(?!\\()`,
    `/\\^?\\(?(?:\\?:)?(?:[\\w-]+\\|)*${id}(?:\\||\\)|\\$|/)`,
  ];
  const mentioned = new RegExp(patterns.join('|'));
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  return code
    .split('\n')
    .filter(
      (line) => !line.trimStart().startsWith('import ') && mentioned.test(line.replace(/(^|\s)\/\/.*$/, '')),
    );
}

const IDS = ADAPTERS.map(({ id }) => id);

it('finds an id in each of the forms a comparison can take', () => {
  const forms = [
    "if (x === 'codex') y()",
    '"codex" !== x',
    "case 'gemini-cli':",
    "ids.includes('codex')",
    "const special = new Set(['zed', other]);",
    'const words = { codex: 1, other: 2 };',
    "  'claude-code': 1,",
    "ref.startsWith('codex:')",
    '/^codex$/.test(id)',
    '/^(?:other|codex)$/.test(id)',
    'return words.codex;',
    "    'codex'",
    'x === `codex`',
    "const CODEX = 'codex';",
  ];
  expect(mentions(forms.join('\n'), IDS)).toEqual(forms);
  const fine = [
    '// Codex and codex: both',
    '/* codex: x */',
    "const word = 'codexes';",
    'continue;',
    "'a codex b'",
  ];
  expect(mentions(fine.join('\n'), IDS)).toEqual([]);
});

it('no file outside the clients’ own knows a client by its id', () => {
  const paths = sources();
  expect(paths.length).toBeGreaterThan(100);
  const found = paths.flatMap((path) =>
    mentions(readFileSync(join(ROOT, path), 'utf8'), IDS).map((line) => `${path}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});
