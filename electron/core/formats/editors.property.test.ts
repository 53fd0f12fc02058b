import iarna from '@iarna/toml';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from './edits.ts';
import { applyOps, deepEqual } from './intent.ts';
import { captureMember, restoreMember } from './restore.ts';
import type { CapturedMember } from './restore.ts';
import { readerFor } from './registry.ts';
import type { ConfigDocument, ConfigValue, EditOp } from './types.ts';
import { verifiedEdit } from './verified-edit.ts';
import type { VerifiedEdit } from './verified-edit.ts';
import { jsonFile, tomlFile } from './testing/arbitrary-files.ts';
import type { GeneratedFile } from './testing/arbitrary-files.ts';
import { yamlFile } from './testing/arbitrary-yaml.ts';

const RUNS = { numRuns: 150 };

/** Keys that people and attackers use; some need quotes, some are traps for plain objects. */
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'a.b',
    'with space',
    'q"uote',
    "it's",
    'ключ',
    '🧪',
    '',
    'x\\y',
  ),
  fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme-ascii' }),
);

const leaf = fc.oneof(
  fc.string({ maxLength: 8, unit: 'grapheme' }),
  fc.constantFrom('C:\\tmp', 'two\nlines', '"', '# no comment', '// no comment', '\u007F'),
  fc.integer(),
  fc.boolean(),
);

const entry = fc.dictionary(
  key,
  fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(key, leaf, { maxKeys: 2, noNullPrototype: false }),
  ),
  { maxKeys: 4, noNullPrototype: false },
) as fc.Arbitrary<ConfigValue>;

function writtenText({ slot, block, lines }: CapturedMember): string | undefined {
  return (slot ?? block ?? lines)?.body;
}

function edited(document: ConfigDocument, ops: readonly EditOp[]): VerifiedEdit {
  const result = verifiedEdit(document, ops);
  if (!result.ok) throw new Error(`${result.error.code} in ${JSON.stringify(document.text)}`);
  return result.value;
}

function expectLossless(document: ConfigDocument, done: VerifiedEdit): void {
  expect(applyEdits(done.text, done.inverse)).toBe(document.text);
  let before = 0;
  let after = 0;
  for (const { start, end, insert } of done.edits) {
    const kept = document.text.slice(before, start);
    expect(done.text.slice(after, after + kept.length)).toBe(kept);
    after += kept.length + insert.length;
    before = end;
  }
  expect(done.text.slice(after)).toBe(document.text.slice(before));
}

const formats = [
  ['json', jsonFile({ comments: false, servers: 'mcpServers' })],
  ['jsonc', jsonFile({ comments: true, servers: 'mcpServers' })],
  ['toml', tomlFile({ servers: 'mcpServers' })],
  ['yaml', yamlFile({ servers: 'mcpServers' })],
] as const;

describe.each(formats)('%s files of any style', { timeout: 60_000 }, (format, files) => {
  const open = (file: GeneratedFile): ConfigDocument => {
    const parsed = readerFor(format).parse(file.text);
    if ('problem' in parsed) throw new Error(`${parsed.problem.message} in ${JSON.stringify(file.text)}`);
    return parsed.document;
  };

  it('read as what was written', () => {
    fc.assert(
      fc.property(files, (file) => {
        expect(deepEqual(open(file).get([]) ?? null, file.value)).toBe(true);
        expect(edited(open(file), []).text).toBe(file.text);
      }),
      RUNS,
    );
  });

  it('take a new entry, and lose it again without a trace', () => {
    fc.assert(
      fc.property(files, key, entry, (file, name, value) => {
        const document = open(file);
        fc.pre(document.get(['mcpServers', name]) === undefined);
        const op = { op: 'set', path: ['mcpServers', name], value } as const;
        const added = edited(document, [op]);
        expectLossless(document, added);
        expect(deepEqual(added.document.get([]) ?? null, applyOps(file.value, [op]))).toBe(true);
        const removed = edited(added.document, [{ op: 'remove', path: op.path }]);
        expect(removed.text).toBe(file.text);
      }),
      RUNS,
    );
  });

  it('lose any entry, and get it back byte for byte', () => {
    fc.assert(
      fc.property(files, fc.nat(), (file, pick) => {
        const document = open(file);
        const name = file.servers[pick % file.servers.length] ?? '';
        const path = ['mcpServers', name];
        const removed = edited(document, [{ op: 'remove', path }]);
        expectLossless(document, removed);
        expect(removed.document.get(path)).toBeUndefined();
        const captured = captureMember(document, path);
        if (!captured.ok) throw new Error(captured.error.message);
        const back = restoreMember(removed.document, captured.value);
        expect(back.ok && back.value.text).toBe(file.text);
      }),
      RUNS,
    );
  });

  it('get a captured entry back after other entries came and went', () => {
    fc.assert(
      fc.property(files, fc.nat(), fc.nat(), entry, (file, pick, other, value) => {
        fc.pre(file.servers.length > 2);
        const document = open(file);
        const [name = '', gone = ''] = [pick, other].map((n) => file.servers[n % file.servers.length]);
        const path = ['mcpServers', name];
        const captured = captureMember(document, path);
        if (!captured.ok) throw new Error(captured.error.message);
        const ops: EditOp[] = [{ op: 'remove', path }];
        if (gone !== name) ops.push({ op: 'remove', path: ['mcpServers', gone] });
        fc.pre(document.get(['mcpServers', 'newcomer']) === undefined);
        ops.push({ op: 'set', path: ['mcpServers', 'newcomer'], value });
        const changed = edited(document, ops);
        expect(applyEdits(changed.text, changed.inverse)).toBe(file.text);
        const back = restoreMember(changed.document, captured.value);
        if (!back.ok) throw new Error(`${back.error.message} ${JSON.stringify(changed.text)}`);
        expect(deepEqual(back.value.document.get(path) ?? null, document.get(path) ?? null)).toBe(true);
        expect(back.value.text).toContain(writtenText(captured.value));
      }),
      RUNS,
    );
  });

  it('give an entry another name, touching nothing but the name', () => {
    fc.assert(
      fc.property(files, fc.nat(), key, (file, pick, to) => {
        const document = open(file);
        const name = file.servers[pick % file.servers.length] ?? '';
        fc.pre(document.get(['mcpServers', to]) === undefined);
        const op = { op: 'rename', path: ['mcpServers', name], name: to } as const;
        const renamed = edited(document, [op]);
        expectLossless(document, renamed);
        expect(deepEqual(renamed.document.get([]) ?? null, applyOps(file.value, [op]))).toBe(true);
        const again = edited(renamed.document, [{ ...op, path: ['mcpServers', to], name }]);
        expect(deepEqual(again.document.get([]) ?? null, file.value)).toBe(true);
        const both = edited(document, [op, { op: 'set', path: ['mcpServers', to, 'off'], value: false }]);
        expect(both.document.get(['mcpServers', to, 'off'])).toBe(false);
        expect(applyEdits(both.text, both.inverse)).toBe(file.text);
      }),
      RUNS,
    );
  });

  it('switch an entry off in one place', () => {
    fc.assert(
      fc.property(files, fc.nat(), (file, pick) => {
        const document = open(file);
        const name = file.servers[pick % file.servers.length] ?? '';
        const op = { op: 'set', path: ['mcpServers', name, 'off'], value: false } as const;
        const off = edited(document, [op]);
        expectLossless(document, off);
        expect(deepEqual(off.document.get([]) ?? null, applyOps(file.value, [op]))).toBe(true);
        const on = edited(off.document, [{ ...op, value: true }]);
        expect(on.document.get(op.path)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('TOML', () => {
  it('means the same to another reader after an edit', () => {
    fc.assert(
      fc.property(tomlFile({ servers: 'mcpServers', plain: true }), entry, (file, value) => {
        const parsed = readerFor('toml').parse(file.text);
        if ('problem' in parsed) throw new Error(parsed.problem.message);
        // @iarna/toml takes names of Object's own members for values that are there already.
        fc.pre(!/constructor|__proto__/.test(file.text + JSON.stringify(value)));
        const op = { op: 'set', path: ['mcpServers', 'newcomer'], value } as const;
        const done = verifiedEdit(parsed.document, [op]);
        if (!done.ok) throw new Error(done.error.message);
        const second = iarna.parse(done.value.text) as ConfigValue;
        expect(deepEqual(second, applyOps(file.value, [op]))).toBe(true);
      }),
      RUNS,
    );
  });
});
