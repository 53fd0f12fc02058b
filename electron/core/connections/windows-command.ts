/** Characters cmd.exe would act on. */
const META = /[()\][%!^"`<>&|;, *?]/g;

/**
 * Arguments for `cmd.exe` that run a `.cmd` or `.bat` file with exactly these arguments; Node refuses to start
 * such files directly (CVE-2024-27980). Pass with `windowsVerbatimArguments`. Each argument is first quoted
 * for the program, then escaped for cmd.exe, twice because npm's shims pass `%*` through cmd a second time.
 */
export function cmdArguments(path: string, args: readonly string[]): readonly string[] {
  const command = [path.replace(META, '^$&'), ...args.map((arg) => escapeTwice(quoteForProgram(arg)))].join(
    ' ',
  );
  return ['/d', '/s', '/c', `"${command}"`];
}

/** Quoting that the Microsoft C runtime undoes: backslashes double before a quote, and at the end. */
function quoteForProgram(arg: string): string {
  return `"${arg.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

function escapeTwice(text: string): string {
  return text.replace(META, '^$&').replace(META, '^$&');
}
