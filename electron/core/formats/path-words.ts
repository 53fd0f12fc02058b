import type { KeyPath } from './types.ts';

/** A path as a person reads it: “mcpServers › kfuse”. */
export function quote(path: KeyPath): string {
  return path.length === 0 ? 'The file' : `“${path.join(' › ')}”`;
}
