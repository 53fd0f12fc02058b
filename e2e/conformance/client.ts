/**
 * The client that the official conformance runner starts: our OAuth engine without a window, the SDK's
 * transport, and a fetch that follows redirects in place of a browser. Called as `client.ts SERVER_URL`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createAuthEngine } from '../../electron/core/auth/engine.ts';
import { createInMemorySecrets } from '../../electron/core/secrets/in-memory.ts';
import { ok } from '../../shared/errors.ts';
import { followLogin } from '../rig/fake-browser.ts';
import { prepare, useServer } from './scenarios.ts';
import { signedInFetch } from './signed-in-fetch.ts';

const serverUrl = process.argv[2] ?? '';
const { MCP_CONFORMANCE_SCENARIO: scenario = '', MCP_CONFORMANCE_PROTOCOL_VERSION: version = '' } =
  process.env;
const context: unknown = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}');

const stateDir = await mkdtemp(join(tmpdir(), 'mcp-tray-conformance-'));
try {
  const engine = createAuthEngine({
    secrets: createInMemorySecrets(),
    fetch,
    now: Date.now,
    stateDir,
    browserTimeout: 8000,
    clientMetadataUrl: 'https://conformance-test.local/client-metadata.json',
    openUrl: async (url) => {
      followLogin(url).catch(() => undefined);
      return ok(null);
    },
  });
  await prepare({ engine, serverUrl, scenario, context });
  const client = new Client(
    { name: 'mcp-tray', version: '1' },
    {
      capabilities: { elicitation: { form: { applyDefaults: true } }, roots: {}, sampling: {} },
      versionNegotiation: { mode: version < '2026' ? 'legacy' : 'auto' },
    },
  );
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }));
  client.setRequestHandler('roots/list', () => ({ roots: [] }));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(serverUrl), { fetch: signedInFetch(engine, serverUrl) }),
  );
  await useServer({ client, scenario, context });
  await client.close();
} finally {
  await rm(stateDir, { recursive: true, force: true });
}
