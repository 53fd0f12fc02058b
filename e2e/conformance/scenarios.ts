import type { Client } from '@modelcontextprotocol/client';
import { z } from 'zod';
import type { OwnAuthEngine } from '../../electron/core/auth/engine.ts';
import type { Result } from '../../shared/errors.ts';

const contextSchema = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  private_key_pem: z.string().optional(),
  signing_algorithm: z.enum(['ES256', 'RS256']).optional(),
  toolCalls: z.array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) })).optional(),
});

/** What somebody has entered before the server is used: the client ids that a scenario hands out. */
export async function prepare(from: {
  engine: OwnAuthEngine;
  serverUrl: string;
  scenario: string;
  context: unknown;
}): Promise<void> {
  const { engine, serverUrl, scenario } = from;
  const context = contextSchema.parse(from.context);
  const { client_id: clientId, client_secret: secret, private_key_pem: pem } = context;
  if (clientId === undefined) return;
  const asApp = { signal: AbortSignal.timeout(10_000), onPhase: () => undefined };
  const withSecret = { clientId, ...(secret === undefined ? {} : { clientSecret: secret }) };
  switch (scenario) {
    case 'auth/pre-registration':
      return must(await engine.setRegistration(serverUrl, withSecret));
    case 'auth/client-credentials-basic':
      return must(await engine.signInAsApp(serverUrl, withSecret, asApp));
    case 'auth/client-credentials-jwt': {
      const privateKey = { pem: pem ?? '', algorithm: context.signing_algorithm ?? 'ES256' };
      return must(await engine.signInAsApp(serverUrl, { clientId, privateKey }, asApp));
    }
    default:
  }
}

function must(result: Result<null>): void {
  if (result.ok) return;
  const { code, message, detail = '' } = result.error;
  throw new Error(`${code}: ${message} ${detail}`);
}

/** What every scenario observes: the tools are listed and each is called, as far as its schema tells how. */
export async function useServer(from: { client: Client; scenario: string; context: unknown }): Promise<void> {
  const { client, scenario } = from;
  const { tools } = await client.listTools();
  const { toolCalls } = contextSchema.parse(from.context);
  // json-schema-2020-12-preservation wants to see the other tool's schema as we have understood it.
  const schema = tools.find(({ name }) => name === 'json_schema_2020_12_tool')?.inputSchema;
  const calls =
    toolCalls ??
    tools.map(({ name, inputSchema }) => ({
      name,
      arguments: name === 'json_schema_echo' ? { schema } : example(inputSchema),
    }));
  for (const call of calls) await client.callTool(call);
  if (scenario === 'auth/authorization-server-migration') await client.listTools();
}

const EXAMPLES = new Map<unknown, unknown>([
  ['number', 2],
  ['integer', 2],
  ['boolean', true],
  ['object', {}],
  ['array', []],
]);

function example(schema: { properties?: unknown }): Record<string, unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, { type?: unknown }>);
  return Object.fromEntries(properties.map(([name, { type }]) => [name, EXAMPLES.get(type) ?? 'x']));
}
