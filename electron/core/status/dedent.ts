/** A member cut out of its file starts without indentation while its later lines keep theirs: evens that out. */
export function dedent(source: string): string {
  const [first = '', ...rest] = source.split(/\r?\n/);
  const depths = rest
    .filter((line) => line.trim() !== '')
    .map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const shared = depths.length === 0 ? 0 : Math.min(...depths);
  return [first.trimStart(), ...rest.map((line) => line.slice(shared))].join('\n');
}
