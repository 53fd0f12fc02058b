import type { ConfigScope } from '../../../shared/domain.ts';
import { blankEntry } from '../clients/shared-parts.ts';
import type { ConfigLocation, RawEntry } from '../clients/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';

/** An entry as an inventory holds it, for tests; an http one unless told otherwise. */
export function testEntry(
  change: Partial<InventoryEntry> = {},
  configScope: ConfigScope = 'user',
): InventoryEntry {
  const location: ConfigLocation = {
    client: 'some-client',
    scope: configScope,
    project: null,
    path: '/home/me/some.json',
    format: 'json',
    role: 'servers',
    tag: null,
    ignored: null,
  };
  const raw: RawEntry = { ...blankEntry(location, 'kfuse', ['mcpServers', 'kfuse']), transport: 'http' };
  return {
    ...raw,
    url: 'https://kfuse.test/mcp',
    ref: `some-client:${configScope}:kfuse`,
    line: 3,
    parked: false,
    shadowedBy: null,
    repeated: null,
    behindCmd: null,
    settings: [],
    otherKinds: [],
    bearerField: false,
    headersFromVariables: false,
    editable: true,
    ...change,
  };
}
