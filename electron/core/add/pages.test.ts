import { expect, test } from 'vitest';
import { recognise } from './recognise.ts';

/**
 * Vendor pages as people paste them: our own texts with the structure, and the defects, of pages we were
 * given (lost spaces, list marks on lines of their own, commands with and without placeholders, prose).
 */
function summary(text: string): readonly (readonly string[])[] {
  return recognise(text).servers.map(({ server, placeholders }) => [
    server.name,
    server.url ?? server.command ?? '',
    placeholders.map((item) => item.text).join(' '),
  ]);
}

const CLAUDE_PAGE = `Lumen for Claude Code
Hook the CLI up to your Lumen cluster. You register once, then sign in with /mcp.
Before you begin
-
The CLI is there (
claudeis on your$PATH). -
Somebody switched the connector on; otherwise
Authenticateends in start_error or a 401 from/mcp.
Register
Choose a name (here lumen; with several clusters something like lumen-prod):
claude mcp add --transport http --scope user lumen https://<LUMEN_URL>/mcp
Put your cluster in place of <LUMEN_URL>. No Authorization header for OAuth clusters. Others need --header "Authorization: Bearer <token>" (don’t commit it).
|
Managing
-
claude mcp list— all servers. -
claude mcp get <name>— one server. -
claude mcp remove <name>— forget it; tokens stay.
-
claude mcp login <name>bash
Several clusters
Run the claude mcp add command again with another name and URL.
claude mcp add --transport http --scope user lumen-prod https://lumen-prod.example.com/mcp
claude mcp add --transport http --scope user lumen-staging https://lumen-staging.example.com/mcp
Or use the plugin, which runs claude mcp add for you:
/plugin marketplace add lumen/claude-plugin
/lumen:setup
`;

test('a page for Claude Code: three servers, two of them only examples, and no server from manage commands', () => {
  expect(summary(CLAUDE_PAGE)).toEqual([
    ['lumen', 'https://<LUMEN_URL>/mcp', '<LUMEN_URL>'],
    ['lumen-prod', 'https://lumen-prod.example.com/mcp', 'lumen-prod.example.com'],
    ['lumen-staging', 'https://lumen-staging.example.com/mcp', 'lumen-staging.example.com'],
  ]);
  const { servers, hints } = recognise(CLAUDE_PAGE);
  expect(servers[0]?.targets).toEqual([
    { client: 'claude-code', scope: 'user', project: null, bridge: false },
  ]);
  expect(servers[0]?.server.headers).toEqual({});
  expect(hints).toEqual([
    '“/plugin marketplace add lumen/claude-plugin” and “/lumen:setup” are typed inside Claude Code; run them there, or add the server here by its address.',
  ]);
});

const CODEX_PAGE = `Codex
App and CLI share ~/.codex/config.toml, so what one adds the other sees. codex mcp login (or the first call) may fail.
Field Value Name
Anything, such as
lumenorLumen-MCP. You pass it tocodex mcp login <name>later.
-
Authenticate, with the name in place of <name>:codex mcp login <name>bash
codex mcp add lumen --url https://<LUMEN_URL>/mcp
codex mcp login lumen
Or edit the file:
[mcp_servers.lumen]
enabled = true
url = "https://<LUMEN_URL>/mcp"
Then sign in:
codex mcp login lumen
-
codex mcp remove <name>— delete the entry.
Restrict the tools:
[mcp_servers.lumen]
url = "https://<LUMEN_URL>/mcp"
enabled_tools = ["search", "query"] # allow list
# disabled_tools = ["drop"] # deny list
Lists count from the next start.
|
`;

test('a page for Codex: one server, from a command and two tables', () => {
  expect(summary(CODEX_PAGE)).toEqual([['lumen', 'https://<LUMEN_URL>/mcp', '<LUMEN_URL>']]);
  const [server] = recognise(CODEX_PAGE).servers;
  expect(server?.targets).toEqual([{ client: 'codex', scope: 'user', project: null, bridge: false }]);
  expect(server?.source).toBe('a Codex command');
});

const BRIDGE_PAGE = `Set up Harbor¶
- An agent token (64-char hex) from
harbor agent create
Create .mcp.json in the root of your project:
{
"mcpServers": {
"harbor": {
"command": "/opt/harbor/bin/bridge",
"args": [],
"env": {
"HARBOR_ENDPOINT": "wss://YOUR_HARBOR_HOST:7700",
"HARBOR_AGENT_NAME": "default-agent",
"HARBOR_AGENT_TOKEN": "<64-char hex>"
}
}
}
}
Tokens never belong on argv (ps, /proc/*/cmdline).
| Aspect | Desktop | Code |
|---|---|---|
| Config file | claude_desktop_config.json |
~/.claude/settings.json or .mcp.json |
- Try the bridge: HARBOR_ENDPOINT=wss://localhost:7700 HARBOR_AGENT_TOKEN=<64-char hex> /opt/harbor/bin/bridge— it says why.
- Dashboard: https://localhost:7800 (see harbor status).
`;

test('a page with a bridge program: one program, its variables kept, its placeholders named', () => {
  expect(summary(BRIDGE_PAGE)).toEqual([
    ['harbor', '/opt/harbor/bin/bridge', 'YOUR_HARBOR_HOST <64-char hex>'],
  ]);
  const [found] = recognise(BRIDGE_PAGE).servers;
  expect(found?.server).toMatchObject({ transport: 'stdio', args: [], url: null });
  expect(Object.keys(found?.server.env ?? {})).toEqual([
    'HARBOR_ENDPOINT',
    'HARBOR_AGENT_NAME',
    'HARBOR_AGENT_TOKEN',
  ]);
  expect(found?.placeholders.map(({ field }) => field)).toEqual([
    'env.HARBOR_ENDPOINT',
    'env.HARBOR_AGENT_TOKEN',
  ]);
});

const OPERATOR_PAGE = `# MCP server for the cluster
See [the project](https://github.com/example/mcp-server). Your IdP must know the host.
\`\`\`bash
kubectl apply -f - <<EOF
apiVersion: v1
kind: Secret
metadata:
  name: mcp-kubeconfig
stringData:
  kubeconfig: |
    clusters:
    - cluster:
        server: https://api.your-cluster.example.com:6443
EOF
kubectl get secret x -o json | \\
  jq 'del(.metadata.uid, .metadata.ownerReferences)' | \\
  kubectl apply -f -
\`\`\`
\`\`\`yaml
ingress:
  host: "mcp.your-cluster.example.com"
  path: /
\`\`\`
\`\`\`toml
require_oauth = true
authorization_url = "https://auth.example.com"
\`\`\`
\`\`\`bash
# Get a token
TOKEN=$(kubectl oidc-login get-token --oidc-issuer-url=https://auth.example.com/realms/c | jq -r '.status.token')
curl -H "Authorization: Bearer $TOKEN" https://mcp.example.com/healthz
\`\`\`
To try it out:
\`\`\`bash
claude mcp add cluster-mcp https://mcp.example.com:8443/mcp \\
  --transport http
\`\`\`
**Endpoint:** \`https://mcp.your-cluster.example.com\`
`;

test('an operator’s page: one server, nothing from YAML, TOML or curl', () => {
  expect(summary(OPERATOR_PAGE)).toEqual([
    ['cluster-mcp', 'https://mcp.example.com:8443/mcp', 'mcp.example.com'],
  ]);
  const [server] = recognise(OPERATOR_PAGE).servers;
  expect(server?.targets).toEqual([{ client: 'claude-code', scope: 'local', project: null, bridge: false }]);
  expect(server?.server.transport).toBe('http');
});

const MANY_PAGE = `Getting started
# Generic form — replace mcp.example.com with your host
claude mcp add --transport http --scope user reef https://mcp.example.com/mcp
# Production
claude mcp add --transport http --scope user reef-prod-1 https://mcp.prod-1.reef-mesh.com/mcp
claude mcp add --transport http --scope user reef-prod-2 https://mcp.prod-2.reef-mesh.com/mcp
claude mcp list
# reef: https://mcp.example.com/mcp (HTTP) - ✓ Connected
The desktop app reads:
{
"mcpServers": {
"reef": {
"type": "http",
"url": "https://mcp.example.com/mcp"
},
"reef-prod-1": {
"type": "http",
"url": "https://mcp.prod-1.reef-mesh.com/mcp"
}
}
}
{ "tool": "authenticate", "parameters": { "tenantId": "my-tenant" } }
// → { verificationUri: "https://identity.…/device", userCode: "XXXX-YYYY", ... }
{
"tool": "delete_tenant",
"parameters": { "tenantId": "a", "confirm": true }
}
`;

test('a page with commands and JSON: mentions merged by name, tool calls ignored', () => {
  expect(summary(MANY_PAGE)).toEqual([
    ['reef', 'https://mcp.example.com/mcp', 'mcp.example.com'],
    ['reef-prod-1', 'https://mcp.prod-1.reef-mesh.com/mcp', ''],
    ['reef-prod-2', 'https://mcp.prod-2.reef-mesh.com/mcp', ''],
  ]);
  expect(recognise(MANY_PAGE).hints).toEqual([]);
});
