import type { HostEnv } from '../core/host-env.ts';

/** A word to be pasted into the shell of this system, as one argument. Double quotes serve cmd and PowerShell. */
export function shellWord(word: string, platform: HostEnv['platform']): string {
  if (/^[\w./:@%+=,-]+$/.test(word)) return word;
  return platform === 'win32' ? `"${word.replaceAll('"', '\\"')}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}
