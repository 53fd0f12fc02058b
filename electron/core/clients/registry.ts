import type { ClientId } from '../../../shared/domain.ts';
import { amazonQ } from './amazon-q.ts';
import { amp } from './amp.ts';
import { antigravity } from './antigravity.ts';
import { auggie } from './auggie.ts';
import { claudeCode } from './claude-code.ts';
import { claudeDesktop } from './claude-desktop.ts';
import { cline } from './cline.ts';
import { codex } from './codex.ts';
import { continueDev } from './continue.ts';
import { copilotCli } from './copilot-cli.ts';
import { crush } from './crush.ts';
import { cursor } from './cursor.ts';
import { factoryDroid } from './factory-droid.ts';
import { geminiCli } from './gemini-cli.ts';
import { goose } from './goose.ts';
import { grokBuild } from './grok-build.ts';
import { jetbrainsAi } from './jetbrains-ai.ts';
import { junie } from './junie.ts';
import { kiloCode } from './kilo-code.ts';
import { kimiCode } from './kimi-code.ts';
import { kiro } from './kiro.ts';
import { lmStudio } from './lm-studio.ts';
import { mastraCode } from './mastra-code.ts';
import { opencode } from './opencode.ts';
import { qwenCode } from './qwen-code.ts';
import { rooCode } from './roo-code.ts';
import type { ClientAdapter } from './types.ts';
import { vscode, vscodeInsiders } from './vscode.ts';
import { warp } from './warp.ts';
import { windsurf } from './windsurf.ts';
import { zed } from './zed.ts';

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
  opencode,
  kiloCode,
  zed,
  cline,
  rooCode,
  continueDev,
  goose,
  lmStudio,
  junie,
  jetbrainsAi,
  kiro,
  amazonQ,
  warp,
  amp,
  factoryDroid,
  auggie,
  crush,
  kimiCode,
  grokBuild,
  mastraCode,
];

export function adapterFor(id: ClientId): ClientAdapter | null {
  return ADAPTERS.find((adapter) => adapter.id === id) ?? null;
}
