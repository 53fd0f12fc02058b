import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';

/** The Node that comes with the project and with its Electron; older ones lack what the core calls. */
const OLDEST = 24;

/** NotInstalled when this Node (as in `process.versions.node`) is too old to run the program. */
export function checkNode(version: string): Result<null> {
  if (Number.parseInt(version, 10) >= OLDEST) return ok(null);
  return fail('NotInstalled', `MCP Tray needs Node.js ${OLDEST} or later; this is ${version}.`, {
    next: 'Start it with "npx --no-install mcp-tray" in its folder, which brings its own.',
  });
}
