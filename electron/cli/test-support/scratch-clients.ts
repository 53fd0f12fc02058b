import { scratchHome } from './cli-process.ts';
import type { ScratchHome } from './cli-process.ts';

export const CODEX_FILE = '.codex/config.toml';
export const CLAUDE_FILE = '.claude.json';
export const DESKTOP_FILE = '.config/Claude/claude_desktop_config.json';

export const CODEX_TEXT = `# my own notes
model = "o9"

[mcp_servers.kfuse]
url = "https://mcp.kfuse.test/mcp"   # production

[mcp_servers.files]
command = "npx"
args = ["-y", "files-server"]

[mcp_servers.files.env]
FILES_TOKEN = "abcd1234abcd1234"

[tui]
theme = "dark"
`;

export const CLAUDE_TEXT = `{
  "numStartups": 7,
  "mcpServers": {
    "kfuse": { "type": "http", "url": "https://mcp.kfuse.test/mcp" },
    "with.dots \\"and quotes\\" ☂": { "type": "stdio", "command": "true", "args": [], "env": {} }
  },
  "oauthAccount": {"emailAddress":"me@home.test"}
}
`;

export const DESKTOP_TEXT = `{
    "mcpServers": {
        "notes": {
            "command": "notes-server",
            "args": ["--stdio"]
        }
    }
}`;

/** A home in which three clients have servers, written as people write them. */
export async function homeWithClients(vars: Record<string, string> = {}): Promise<ScratchHome> {
  const scratch = await scratchHome(vars);
  await scratch.write(CODEX_FILE, CODEX_TEXT);
  await scratch.write(CLAUDE_FILE, CLAUDE_TEXT);
  await scratch.write(DESKTOP_FILE, DESKTOP_TEXT);
  return scratch;
}
