import { basename } from 'node:path';

/** Programs that are only the engine of what really runs. */
export function runsScripts(name: string): boolean {
  return /^(?:node|nodejs|bun|deno)(?:\.exe)?$/i.test(name);
}

/** The name of the script among the arguments after the program's own name; options come before it. */
export function scriptName(args: readonly string[]): string | null {
  const script = args.find((arg) => !arg.startsWith('-'));
  if (script === undefined) return null;
  return basename(script.replaceAll('\\', '/')).replace(/\.[cm]?js$/, '');
}
