import type { Machine } from './machine.ts';

/** The three clients' files as they look after a few weeks of use: comments, own spacing, other settings. */
export const CODEX_TOML = `# my settings
model = "gpt-5"   # trailing comment

[mcp_servers.docs]
command = "docs-mcp"
args = ["--stdio"]

# the cluster
[mcp_servers.kfuse]
url = "http://127.0.0.1:41999/kfuse/mcp"
http_headers = { "X-Team" = "sre" }

[projects."/srv/app"]
trust_level = "trusted"
`;

export const DESKTOP_JSON = `{
	"globalShortcut": "Ctrl+Space",
	"mcpServers": {
		"files": { "command": "npx", "args": ["-y", "files-mcp", "/srv"] },
		"octomesh": { "type": "http", "url": "http://127.0.0.1:41999/octo/mcp" }
	}
}`;

export const CLAUDE_JSON = `{
  "numStartups": 12,
  "mcpServers": {
    "kfuse": {
      "type": "http",
      "url": "http://127.0.0.1:41999/kfuse/mcp"
    },
    "kruxos": {
      "type": "stdio",
      "command": "/opt/kruxos/bin/mcp-bridge",
      "args": [],
      "env": {
        "KRUXOS_AGENT_TOKEN": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      }
    }
  },
  "projects": {}
}`;

export async function writeSampleHome(machine: Machine): Promise<void> {
  await machine.write('.codex/config.toml', CODEX_TOML);
  await machine.write('.config/Claude/claude_desktop_config.json', DESKTOP_JSON);
  await machine.write('.claude.json', CLAUDE_JSON);
}
