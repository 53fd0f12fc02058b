import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { withoutNetwork } from '../../../e2e/rig/no-network.ts';
import { heavyClients } from '../../../e2e/rig/npm-clients.ts';
import { run } from '../../../e2e/rig/real-clients.ts';
import { kiloCode } from './kilo-code.ts';
import { DEAD, PROGRAM, scratchPerson } from '../../../e2e/rig/scratch-person.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-tray-heavy-clients-')));
const asked = process.env['MCP_TRAY_HEAVY_CLIENTS'] === '1';
if (!asked) console.log('Not run: Kilo Code, 64 MB to fetch and slow. MCP_TRAY_HEAVY_CLIENTS=1 runs it.');

afterAll(() => rmSync(base, { recursive: true, force: true }));

it.runIf(asked)(
  'Kilo Code, the real one: its entries, ours, the switch and removal',
  { timeout: 900_000 },
  async () => {
    const { kilo } = await heavyClients();
    const person = scratchPerson(kiloCode, base);
    const said = async (...args: readonly string[]): Promise<string> => {
      const [program, ...rest] = withoutNetwork(kilo, ['mcp', ...args]);
      const env = { NO_COLOR: '1', HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1' };
      const { home, project: cwd } = person;
      const { stdout, stderr } = await run(program, rest, { home, cwd, env, timeoutMs: 180_000 });
      return `${stdout}\n${stderr}`;
    };
    await said('add', 'h', '--url', DEAD, '--header', 'X-A=1');
    expect(person.entry('h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
    person.add({ name: 'ours' });
    person.add({ name: 'prog', ...PROGRAM }, 'project');
    person.turn('ours', false);
    const listed = await said('list');
    expect(listed).toMatch(/ours.*disabled/);
    expect(listed).toContain('/bin/false --flag');
    person.turn('ours', true);
    person.remove('h');
    const after = await said('list');
    expect(after).toMatch(/ours.*failed/);
    expect(after).toContain('2 server(s)');
  },
);
