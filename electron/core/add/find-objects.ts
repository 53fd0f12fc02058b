/** A `{…}` of a text that may be JSON. */
export interface ObjectPassage {
  readonly start: number;
  /** Just after the closing brace. */
  readonly end: number;
  /** The member name written before it (`"name": {`), or null. */
  readonly name: string | null;
}

/**
 * The outermost balanced `{…}` passages, in one pass over the text. Strings and comments within braces are
 * skipped; a string ends at its line at the latest, because prose has stray quotes. Braces that never close
 * are no passage, those inside them still are.
 */
export function findObjects(text: string): readonly ObjectPassage[] {
  const found: { start: number; end: number }[] = [];
  const open: number[] = [];
  const scanner = /["{}]|\/\/|\/\*/g;
  for (let match = scanner.exec(text); match !== null; match = scanner.exec(text)) {
    const [sign] = match;
    if (sign === '{') {
      open.push(match.index);
    } else if (sign === '}') {
      const start = open.pop();
      if (start === undefined) continue;
      while ((found.at(-1)?.start ?? -1) > start) found.pop();
      found.push({ start, end: match.index + 1 });
    } else if (open.length > 0) {
      scanner.lastIndex = afterSkipped(text, match.index, sign);
    }
  }
  return found.map(({ start, end }) => ({ start, end, name: nameBefore(text, start) }));
}

function afterSkipped(text: string, at: number, sign: string): number {
  if (sign === '"') {
    const string = /"(?:[^"\\\n]|\\[^\n])*"?/y;
    string.lastIndex = at;
    return at + Math.max(1, string.exec(text)?.[0].length ?? 1);
  }
  const end = sign === '//' ? text.indexOf('\n', at) : text.indexOf('*/', at + 2);
  if (end === -1) return sign === '//' ? text.length : at + 2;
  return sign === '//' ? end : end + 2;
}

function nameBefore(text: string, start: number): string | null {
  const before = text.slice(Math.max(0, start - 260), start);
  return /"([^"\\\n]{1,200})"\s{0,20}:\s{0,20}$/.exec(before)?.[1] ?? null;
}
