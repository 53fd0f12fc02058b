const MAX_LABEL = 72;
const segmenter = new Intl.Segmenter('en');
/** C0, C1, line separators, and the bidirectional controls that can reorder a label. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Text from a config file as a native menu label: one line, no control characters, shortened, and `&`
 * doubled (a single one marks the access key on Windows and Linux; macOS drops it).
 */
export function menuLabel(text: string): string {
  const line = text.replace(UNSAFE, ' ').trim();
  const letters = Array.from(segmenter.segment(line), ({ segment }) => segment);
  const short = letters.length <= MAX_LABEL ? line : `${letters.slice(0, MAX_LABEL - 1).join('')}…`;
  return short.replaceAll('&', '&&');
}
