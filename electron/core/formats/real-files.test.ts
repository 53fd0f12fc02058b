import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { applyEdits } from './edits.ts';
import { deepEqual, isObject } from './intent.ts';
import { captureMember, restoreMember } from './restore.ts';
import { readerFor } from './registry.ts';
import type { ConfigDocument, ConfigValue, EditOp, KeyPath } from './types.ts';
import { verifiedEdit } from './verified-edit.ts';
import type { VerifiedEdit } from './verified-edit.ts';

/** Every file of the fixtures and, where there is one, of a collection of people's files beside the checkout. */

const FORMATS = {
  '.json': 'json',
  '.jsonc': 'jsonc',
  '.toml': 'toml',
  '.yaml': 'yaml',
  '.yml': 'yaml',
} as const;
const AT_MOST = { members: 25, parents: 12 };

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const collections = readdirSync(join(repository, '..'))
  .map((name) => join(repository, '..', name, 'corpus'))
  .filter((folder) => existsSync(folder));
if (collections.length === 0) {
  console.log('No folder "corpus" in a folder beside the checkout: only the fixtures are worked through.');
}
const paths = [join(repository, 'electron/core/clients/__fixtures__'), ...collections].flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && extname(one.name) in FORMATS)
    .map((one) => join(one.parentPath, one.name)),
);

/** The same content in other clothes; a file that is not one of them as it is becomes one. */
const CLOTHES: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  CRLF: (text) => text.replaceAll(/\r?\n/g, '\r\n'),
  'a byte order mark': (text) => `\uFEFF${text.replace(/^\uFEFF/, '')}`,
  'no final newline': (text) => text.trimEnd(),
};

function documentsOf(path: string): readonly ConfigDocument[] {
  const text = readFileSync(path, 'utf8');
  const format = FORMATS[extname(path) as keyof typeof FORMATS];
  const formats = format === 'json' ? (['json', 'jsonc'] as const) : [format];
  const worn = [...new Set(Object.values(CLOTHES).map((dress) => dress(text)))];
  if (format === 'json' || format === 'jsonc') {
    const plain = readerFor('json').parse(text);
    if ('document' in plain && text.trim() !== '') {
      const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
      worn.push(JSON.stringify(value), JSON.stringify(value, null, '\t'));
    }
  }
  return formats.flatMap((one) =>
    worn.flatMap((dressed) => {
      const parsed = readerFor(one).parse(dressed);
      return 'document' in parsed ? [parsed.document] : [];
    }),
  );
}

function membersOf(value: ConfigValue | undefined, at: KeyPath = []): readonly KeyPath[] {
  if (value === undefined || !isObject(value) || at.length > 3) return [];
  return Object.entries(value).flatMap(([key, member]) => [[...at, key], ...membersOf(member, [...at, key])]);
}

function spread<T>(items: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, index) => index % step === 0);
}

/** What was done, or null where the file is too complex for it; any other refusal fails the test. */
function tried(document: ConfigDocument, ops: readonly EditOp[]): VerifiedEdit | null {
  const result = verifiedEdit(document, ops);
  if (result.ok) {
    if (applyEdits(result.value.text, result.value.inverse) === document.text) return result.value;
    throw new Error(`${JSON.stringify(ops)} cannot be taken back`);
  }
  if (result.error.code === 'ConfigTooComplex' && result.error.message !== '') return null;
  throw new Error(`${JSON.stringify(ops)}: ${result.error.code}: ${result.error.message}`);
}

/** A TOML parent that is spelled by its sub-tables alone gets a heading for its first own value, and keeps it. */
function opensHeading({ format, text }: ConfigDocument, added: VerifiedEdit): boolean {
  return format === 'toml' && headingsIn(added.text) > headingsIn(text);
}

function headingsIn(text: string): number {
  return text.match(/^\s*\[/gm)?.length ?? 0;
}

describe.each(paths.map((path) => [relative(join(repository, '..'), path), path] as const))(
  '%s',
  (_, path) => {
    const documents = documentsOf(path);

    it('is the same after no change, and after a value came and went', () => {
      for (const document of documents) {
        expect(tried(document, [])?.text).toBe(document.text);
        const parents = [[], ...membersOf(document.get([]))].filter((one) => {
          const value = document.get(one);
          // Space inside of empty brackets goes when they are filled.
          return value !== undefined && isObject(value) && Object.keys(value).length > 0;
        });
        for (const parent of spread(parents, AT_MOST.parents)) {
          for (const [name, value] of [
            ['zz new', { command: 'npx', args: ['-y', 'x'], env: { A: '1' } }],
            ['__proto__', { url: 'https://x.test' }],
            ['zz_off', false],
          ] as const) {
            const op: EditOp = { op: 'set', path: [...parent, name], value };
            const added = document.get(op.path) === undefined ? tried(document, [op]) : null;
            if (added === null || (name === 'zz_off' && opensHeading(document, added))) continue;
            expect(tried(added.document, [{ op: 'remove', path: op.path }])?.text).toBe(document.text);
          }
        }
      }
    });

    it('loses a member and gets it back, byte for byte', () => {
      for (const document of documents) {
        for (const member of spread(membersOf(document.get([])), AT_MOST.members)) {
          const removed = tried(document, [{ op: 'remove', path: member }]);
          const captured = captureMember(document, member);
          if (removed === null || !captured.ok) continue;
          const back = restoreMember(removed.document, captured.value);
          if (!back.ok) throw new Error(`${member.join('.')}: ${back.error.message}`);
          expect(deepEqual(back.value.document.get(member) ?? null, document.get(member) ?? null)).toBe(true);
          const { slot, block, lines } = captured.value;
          expect(back.value.text).toContain((slot ?? block ?? lines)?.body);
          expect(back.value.text.length - removed.text.length).toBeGreaterThanOrEqual(0);
        }
      }
    });
  },
);
