import { ampSignIns } from './amp.ts';
import { claudeCodeSignIns } from './claude-code.ts';
import { clineSignIns } from './cline.ts';
import { codexSignIns } from './codex.ts';
import { copilotSignIns } from './copilot-cli.ts';
import { crushSignIns } from './crush.ts';
import { cursorSignIns } from './cursor-cli.ts';
import { droidSignIns } from './factory-droid.ts';
import { gooseSignIns } from './goose.ts';
import { geminiSignIns, qwenSignIns } from './gemini-cli.ts';
import { grokSignIns } from './grok-build.ts';
import { kimiSignIns } from './kimi-code.ts';
import { kiroSignIns } from './kiro-cli.ts';
import { mastraSignIns } from './mastra-code.ts';
import { mcpRemoteSignIns } from './mcp-remote.ts';
import { kiloSignIns, openCodeSignIns } from './opencode.ts';
import { antigravitySignIns, continueSignIns } from './url-keyed.ts';
import { vscodeInsidersSignIns, vscodeSignIns } from './vscode.ts';
import { zedSignIns } from './zed.ts';
import type { SignInStore } from './types.ts';

/** All token stores of other programs that we can look into. */
export const SIGN_IN_STORES: readonly SignInStore[] = [
  claudeCodeSignIns(),
  codexSignIns(),
  geminiSignIns,
  qwenSignIns,
  copilotSignIns(),
  openCodeSignIns,
  kiloSignIns,
  clineSignIns,
  ampSignIns,
  antigravitySignIns,
  continueSignIns,
  crushSignIns,
  droidSignIns,
  kimiSignIns,
  grokSignIns,
  mastraSignIns,
  gooseSignIns(),
  kiroSignIns,
  cursorSignIns,
  zedSignIns,
  vscodeSignIns,
  vscodeInsidersSignIns,
  mcpRemoteSignIns,
];
