import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ADAPTERS } from './registry.ts';

const WORDS = { native: 'its own', parked: 'parked', unsupported: '–' } as const;

it('lists every client with its id and its way to switch, for people who look theirs up', () => {
  const page = readFileSync(new URL('../../../docs/clients.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| '));
  for (const { name, id, disable } of ADAPTERS) {
    const row = rows.find((line) => line.startsWith(`| ${name} | \`${id}\` |`));
    expect(row ?? `no row for ${name} in docs/clients.md`).toMatch(new RegExp(`\\| ${WORDS[disable]} \\|$`));
  }
});
