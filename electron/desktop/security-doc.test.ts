import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const sections = readFileSync(join(root, 'docs/security.md'), 'utf8')
  .split(/^### /m)
  .slice(1)
  .map((text) => ({ title: text.split('\n')[0] ?? '', text }));

/** The "does" or "proof" lines of a section: a file and a text that must stand in it. */
function claims(text: string, kind: 'does' | 'proof'): { file: string; quote: string }[] {
  const line = new RegExp(`^- ${kind}: \`([^\`]+)\`: (?:\`\` (.+) \`\`|\`([^\`]+)\`)$`, 'gm');
  return [...text.matchAll(line)].map(([, file = '', long, short]) => ({ file, quote: long ?? short ?? '' }));
}

describe('docs/security.md', () => {
  it('covers the 20 points of the checklist in order', () => {
    const numbers = sections.flatMap(({ title }) => /^(\d+)\. /.exec(title)?.[1] ?? []).map(Number);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it.each(sections)('$title: every named line and test is there', ({ text }) => {
    const does = claims(text, 'does');
    const proofs = claims(text, 'proof');
    expect(does.length).toBeGreaterThan(0);
    expect(proofs.length).toBeGreaterThan(0);
    expect(does.length + proofs.length).toBe(text.match(/^- /gm)?.length);
    for (const { file, quote } of [...does, ...proofs]) {
      expect(join(root, file)).toSatisfy(existsSync);
      expect(readFileSync(join(root, file), 'utf8')).toContain(quote);
    }
    expect(proofs.filter(({ file }) => !/\.(test|spec)\.ts$/.test(file))).toEqual([]);
  });
});
