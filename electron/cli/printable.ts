/**
 * Control characters (C0, DEL, C1) and the marks that reorder or hide text. Names and addresses come from
 * files anyone may have written: printed raw they could move the cursor or forge a line.
 */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Text for one line of a terminal: whatever would not show as itself is written as `\u{…}`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The same for text of several lines; line ends and tabs stay. */
export function printableLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\u{fe00}-\u{fe0f}]+$/u;

/** Terminal cells a text takes: East Asian wide characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += ZERO_WIDTH.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}

/** Cuts the middle out, so that the host and the last part of a path both stay readable. */
export function truncateMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 1) return '…'.slice(0, width);
  const chars = Array.from(text);
  const tailWidth = Math.floor((width - 1) / 3);
  let tail = '';
  while (chars.length > 0 && displayWidth((chars.at(-1) ?? '') + tail) <= tailWidth) {
    tail = (chars.pop() ?? '') + tail;
  }
  let head = '';
  for (const char of chars) {
    if (displayWidth(head + char) > width - 1 - displayWidth(tail)) break;
    head += char;
  }
  return `${head}…${tail}`;
}
