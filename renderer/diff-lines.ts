export interface DiffLine {
  readonly key: number;
  readonly kind: 'added' | 'removed' | 'same' | 'gap';
  readonly text: string;
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * Lines of a unified diff. The file header is dropped; inside a hunk the counted lengths of its header say
 * what belongs to it, so that a removed line reading `-- x` is not taken for a header.
 */
export function parseDiff(diff: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  const push = (kind: DiffLine['kind'], text: string) => lines.push({ key: lines.length, kind, text });
  let oldLeft = 0;
  let newLeft = 0;
  for (const raw of diff.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (oldLeft > 0 || newLeft > 0) {
      const sign = line[0];
      if (sign === '\\') continue;
      if (sign === '+') newLeft -= 1;
      else if (sign === '-') oldLeft -= 1;
      else {
        oldLeft -= 1;
        newLeft -= 1;
      }
      push(sign === '+' ? 'added' : sign === '-' ? 'removed' : 'same', line.slice(1));
      continue;
    }
    const hunk = HUNK.exec(line);
    if (hunk === null) continue;
    if (lines.length > 0) push('gap', '…');
    oldLeft = Number(hunk[1] ?? 1);
    newLeft = Number(hunk[2] ?? 1);
  }
  return lines;
}
