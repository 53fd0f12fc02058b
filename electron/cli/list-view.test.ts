import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { listLines } from './list-view.ts';
import { displayWidth } from './printable.ts';
import { createStyle } from './style.ts';
import { entryFixture, snapshotFixture } from './test-support/snapshot-fixture.ts';

const now = 1_795_000_000_000;
const plain = { width: null, style: createStyle(false), now };
const snapshot = snapshotFixture({
  entries: [
    entryFixture({
      connection: {
        state: 'connected',
        evidence: '142 ms · MCP 2026-07-28',
        checkedAt: now - 8000,
        era: 'modern',
        latencyMs: 142,
        toolCount: 3,
        next: null,
      },
    }),
    entryFixture({
      name: 'local',
      scope: 'project',
      project: '/home/me/app',
      transport: 'stdio',
      url: null,
      command: 'npx',
      args: ['-y', 'thing'],
      enabled: false,
      disabledBy: 'in the file',
    }),
  ],
});

test('tells shape, name, client, place, address and the two facts of each entry', () => {
  const [titles, first, second, , summary] = listLines(snapshot, plain);
  expect(titles).toMatch(/SERVER +CLIENT +WHERE +ADDRESS +CONNECTION +SIGN-IN$/);
  expect(first).toMatch(/^✓ {2}kfuse +Codex +user +https:\/\/mcp\.kfuse\.test\/mcp +Connected · 142 ms/);
  expect(first).toContain('8 s ago');
  expect(second).toMatch(/^◌ {2}local +Codex +project ~\/app +npx -y thing +Disabled · in the file$/);
  expect(summary).toBe('2 entries');
});

test('shows broken files below the list, with line and column', () => {
  const [file] = snapshot.files;
  if (file === undefined) throw new Error('the fixture has a file');
  const problem = { message: 'A comma is missing.', next: 'Correct it.', line: 3, column: 7 };
  const lines = listLines({ ...snapshot, files: [{ ...file, state: 'invalid', problem }] }, plain);
  expect(lines.at(-1)).toBe('✗ ~/.codex/config.toml, line 3, column 7: A comma is missing. Correct it.');
  expect(lines.some((line) => line.includes('kfuse'))).toBe(true);
});

test('says how to begin when nothing is set up', () => {
  expect(listLines(snapshotFixture({ entries: [] }), plain)).toEqual([
    'No server is set up. Add one: mcp-tray add NAME --url URL --client ID',
  ]);
});

test('a name from a hostile file cannot move the cursor', () => {
  const evil = snapshotFixture({ entries: [entryFixture({ name: 'x\u001b[2J\r\nfake' })] });
  expect(listLines(evil, plain).join('\n')).not.toContain('\u001b');
  expect(listLines(evil, plain)[1]).toContain('x\\u{1b}[2J\\u{d}\\u{a}fake');
});

test.each([160, 100, 80, 60, 40])('fits a terminal of %i columns, with colours', (width) => {
  const lines = listLines(snapshot, { ...plain, width, style: createStyle(true) });
  for (const line of lines) {
    expect(displayWidth(stripVTControlCharacters(line))).toBeLessThanOrEqual(width);
  }
  expect(lines.join('')).toContain('\u001b[');
});

test('names the clients that still run with the old list', () => {
  const clients = snapshot.clients.map((client) => ({ ...client, restart: { since: now, running: 2 } }));
  expect(listLines({ ...snapshot, clients }, plain).at(-1)).toBe(
    '▲ Restart Codex to apply: 2 running sessions still use the old list.',
  );
  expect(listLines(snapshot, plain).join('\n')).not.toContain('Restart');
});
