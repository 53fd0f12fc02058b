import { claudeCodeSignIns } from './claude-code.ts';
import { codexSignIns } from './codex.ts';
import type { SignInStore } from './types.ts';

/** All token stores of other programs that we can look into. */
export const SIGN_IN_STORES: readonly SignInStore[] = [claudeCodeSignIns, codexSignIns()];
