import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEngine } from './test-engine.ts';
import { createTestHome } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const CHANGES = 12;

/**
 * A program that knows nothing of us: it reads its settings, sets its own value and writes them, then looks
 * whether its value is there. It says what it lost, and how often it wrote, when its input ends.
 */
const FOREIGN = `
  const { readFileSync, renameSync, writeFileSync } = require('node:fs');
  const [path, how, pause] = process.argv.slice(1);
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const text = () => readFileSync(path, 'utf8');
  const write = (next) => {
    if (how === 'in place') return writeFileSync(path, next);
    writeFileSync(path + '.tmp.1', next);
    return wait(8).then(() => renameSync(path + '.tmp.1', path));
  };
  let ended = false;
  process.stdin.on('end', () => { ended = true; }).resume();
  (async () => {
    const lost = [];
    let count = 0;
    while (!ended) {
      count += 1;
      await write(text().replace(/"count": \\d+/, '"count": ' + count));
      const isThere = () => text().includes('"count": ' + count + ',');
      for (let look = 0; look < 100 && !isThere(); look += 1) await wait(5);
      if (!isThere()) lost.push(count);
      await wait(Number(pause));
    }
    console.log(JSON.stringify({ lost, count }));
  })();
`;

function startForeign(path: string, how: string, pause: number) {
  const child: ChildProcess = spawn(process.execPath, ['-e', FOREIGN, '--', path, how, String(pause)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return async (): Promise<{ lost: number[]; count: number }> => {
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdin?.end();
    await closed;
    return JSON.parse(output);
  };
}

async function changeAmong(how: string, pause: number) {
  const path = await home.write('.denier.json', '{"count": 0, "servers": {}}');
  const engine = await startEngine(home.env);
  const stop = startForeign(path, how, pause);
  while ((await readFile(path, 'utf8')).includes('"count": 0,')) await sleep(5);
  const results: string[] = [];
  for (let index = 0; index < CHANGES; index += 1) {
    const none = { command: null, args: [], env: {}, headers: {}, bearerTokenEnvVar: null };
    const result = await engine.changes.apply(
      {
        kind: 'add',
        servers: [{ name: `s${index}`, transport: 'http', url: `https://s${index}.test/mcp`, ...none }],
        targets: [{ client: 'denier', scope: 'user', project: null, bridge: false }],
      },
      null,
    );
    results.push(result.ok ? 'ok' : result.error.code);
  }
  return { results, foreign: await stop(), left: JSON.parse(await readFile(path, 'utf8')) };
}

describe('a program that writes all the while', () => {
  test.each([
    ['in place', 4],
    ['in place', 25],
    ['by replacing', 15],
  ])('%s, every %d ms, loses none of its writes', async (how, pause) => {
    const { results, foreign, left } = await changeAmong(how, pause);
    expect(foreign.lost).toEqual([]);
    expect(left.count).toBe(foreign.count);
    expect(new Set([...results, 'ok', 'ConfigConflict']).size).toBe(2);
    expect(await home.names()).toEqual(['.denier.json']);
  });
});
