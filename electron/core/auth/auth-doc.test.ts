import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const doc = readFileSync(join(import.meta.dirname, '../../../docs/auth.md'), 'utf8');
/** A test file of this folder, then words of one or more of its tests. */
const PROOF = /`([\w./-]+\.test\.ts)`: ((?:`[^`]+`(?:, )?)+)/g;
const proofs = [...doc.matchAll(PROOF)].flatMap(([, file = '', words = '']) =>
  [...words.matchAll(/`([^`]+)`/g)].map(([, quote = '']) => ({ file, quote })),
);

describe('docs/auth.md', () => {
  it.each(proofs)('$file still holds "$quote"', ({ file, quote }) => {
    expect(readFileSync(join(import.meta.dirname, file), 'utf8')).toContain(quote);
  });

  it('proves every rule and every row of its table', () => {
    const rows = doc.match(/^\| (?!what goes wrong|-)/gm) ?? [];
    const rules = doc.match(/^ {2}- proof: /gm) ?? [];
    expect(rows.length).toBeGreaterThan(15);
    expect(proofs.length).toBeGreaterThanOrEqual(rows.length + rules.length);
  });
});
