import type { ClientId } from '../../../shared/domain.ts';
import { claudeCode } from './claude-code.ts';
import { claudeDesktop } from './claude-desktop.ts';
import { codex } from './codex.ts';
import type { ClientAdapter } from './types.ts';

/** All supported clients, in the order they are shown. */
export const ADAPTERS: readonly ClientAdapter[] = [claudeCode, claudeDesktop, codex];

export function adapterFor(id: ClientId): ClientAdapter | null {
  return ADAPTERS.find((adapter) => adapter.id === id) ?? null;
}
