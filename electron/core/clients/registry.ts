import type { ClientId } from '../../../shared/domain.ts';
import { antigravity } from './antigravity.ts';
import { claudeCode } from './claude-code.ts';
import { claudeDesktop } from './claude-desktop.ts';
import { codex } from './codex.ts';
import { continueDev } from './continue.ts';
import { copilotCli } from './copilot-cli.ts';
import { cursor } from './cursor.ts';
import { geminiCli } from './gemini-cli.ts';
import { goose } from './goose.ts';
import { qwenCode } from './qwen-code.ts';
import type { ClientAdapter } from './types.ts';
import { vscode, vscodeInsiders } from './vscode.ts';
import { windsurf } from './windsurf.ts';

/** All supported clients, in the order they are shown. */
export const ADAPTERS: readonly ClientAdapter[] = [
  claudeCode,
  claudeDesktop,
  codex,
  cursor,
  vscode,
  vscodeInsiders,
  windsurf,
  antigravity,
  geminiCli,
  qwenCode,
  copilotCli,
  continueDev,
  goose,
];

export function adapterFor(id: ClientId): ClientAdapter | null {
  return ADAPTERS.find((adapter) => adapter.id === id) ?? null;
}
