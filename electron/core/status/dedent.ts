/**
 * Brings a part of a file to the left edge. A member cut out of its line starts without indentation while its
 * later lines keep theirs, down to the bracket that closes it; whole lines all have theirs.
 */
export function dedent(source: string): string {
  const [first = '', ...rest] = source.split(/\r?\n/);
  const closing = /^[ \t]*(?=[}\])])/.exec(rest.at(-1) ?? '')?.[0].length ?? 0;
  const depth = /^[ \t]*/.exec(first)?.[0].length || closing;
  const indentation = new RegExp(`^[ \\t]{0,${depth}}`);
  return [first.trimStart(), ...rest.map((line) => line.replace(indentation, ''))].join('\n');
}
