import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A home with one huge `~/.claude.json` (history of long prompts), many projects, and a Codex file. */
export async function createBenchHome(options: {
  readonly projects: number;
  readonly megabytes: number;
}): Promise<{ home: string; files: readonly string[]; remove: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'mcp-tray-bench-'));
  const prompt = 'Please look at "src/app.ts" and explain the failing test.\\n'.repeat(40);
  const perProject = Math.max(1, Math.round((options.megabytes * 1e6) / options.projects / prompt.length));
  const projects: Record<string, unknown> = {};
  const files: string[] = [];
  for (let index = 0; index < options.projects; index++) {
    const folder = join(home, 'projects', `app-${index}`);
    projects[folder] = {
      allowedTools: [],
      history: Array.from({ length: perProject }, (_, at) => ({
        display: `${at} ${prompt}`,
        pastedContents: {},
      })),
      mcpServers: { [`local-${index}`]: { type: 'stdio', command: 'node', args: ['server.mjs'] } },
      hasTrustDialogAccepted: true,
    };
    files.push(
      await write(join(folder, '.mcp.json'), { mcpServers: { [`shared-${index}`]: { command: 'npx' } } }),
    );
  }
  const mcpServers = { kfuse: { type: 'http', url: 'http://127.0.0.1:41999/mcp' } };
  files.push(await write(join(home, '.claude.json'), { numStartups: 9, mcpServers, projects }));
  const codex = join(home, '.codex', 'config.toml');
  await mkdir(dirname(codex), { recursive: true });
  await writeFile(codex, 'model = "gpt-5"\n\n[mcp_servers.kfuse]\nurl = "http://127.0.0.1:41999/mcp"\n');
  return { home, files, remove: () => rm(home, { recursive: true, force: true }) };
}

async function write(path: string, value: unknown): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(value, null, 2), { mode: 0o600 });
  return path;
}
