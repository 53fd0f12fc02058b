import type { PathEnv } from './types.ts';

/** As a person types it: in sh, or in PowerShell on Windows. `variables` are set for this command. */
export function shellCommand(
  argv: readonly string[],
  platform: PathEnv['platform'] = 'linux',
  variables: Readonly<Record<string, string>> = {},
): string {
  const windows = platform === 'win32';
  const word = (text: string): string =>
    /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", windows ? "''" : `'\\''`)}'`;
  const command = argv.map(word).join(' ');
  const set = Object.entries(variables).map(([name, value]) =>
    windows ? `$env:${name}='${value.replaceAll("'", "''")}'; ` : `${name}=${word(value)} `,
  );
  return set.join('') + command;
}
