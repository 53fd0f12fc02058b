import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { NewServer } from '../../../shared/actions.ts';
import { MACHINES, place, read } from './adapters-kit.ts';
import type { Texts } from './adapters-kit.ts';
import { afterPlan, newServer } from './in-memory-files.ts';
import { ADAPTERS } from './registry.ts';
import type { ClientAdapter } from './types.ts';

/** One web server and one program. */
function servers(token: Readonly<Record<string, string>>): readonly Partial<NewServer>[] {
  return [
    {
      name: 'kcp',
      transport: 'http',
      url: 'https://mcp.acme.test:8443/mcp',
      headers: { 'X-Tenant': 'acme', ...token },
    },
    {
      name: 'kruxos',
      transport: 'stdio',
      command: '/opt/kruxos/bin/mcp-bridge',
      args: ['--quiet'],
      env: { KRUXOS_AGENT_NAME: 'default-agent' },
    },
  ];
}

/** The client's file after both were added, with a token from a variable where it can refer to one; else null. */
function writtenFor(adapter: ClientAdapter): { readonly text: string; readonly format: string } | null {
  return added(adapter, { Authorization: 'Bearer ${KCP_TOKEN}' }) ?? added(adapter, {});
}

function added(adapter: ClientAdapter, token: Readonly<Record<string, string>>) {
  const [machine] = MACHINES;
  const bridge = !adapter.transports.includes('http');
  let texts: Texts = {};
  for (const server of servers(token)) {
    const files = read(adapter, machine, texts);
    const plan = adapter.add(files, newServer(server), { ...place('user', machine), bridge });
    if (!plan.ok) return null;
    texts = { ...texts, ...afterPlan(files, plan.value) };
  }
  const [[path, text] = ['', '']] = Object.entries(texts);
  const { format = '' } = read(adapter, machine, texts).locations.find((one) => one.path === path) ?? {};
  return { text, format };
}

describe('the same two servers', () => {
  it.each(ADAPTERS.filter((adapter) => writtenFor(adapter) !== null).map((one) => [one.id, one] as const))(
    'are written in the shape of %s',
    (id, adapter) => {
      const written = writtenFor(adapter);
      const golden = new URL(`__fixtures__/same-server/${id}.${written?.format}`, import.meta.url);
      expect(written?.text).toBe(readFileSync(golden, 'utf8'));
    },
  );

  it('are refused by the one client whose files are not for us', () => {
    expect(ADAPTERS.filter((one) => writtenFor(one) === null).map(({ id }) => id)).toEqual(['jetbrains-ai']);
  });
});
