export interface ShellWords {
  readonly words: readonly string[];
  /** Offset just after what was read: an end of line, an operator, or the limit. */
  readonly end: number;
}

/** One command of a document is never longer than this. */
const LONGEST_COMMAND = 16_384;
const LONGEST_PLACEHOLDER = 80;

/**
 * Words of one simple command starting at `start`, read leniently across shells: quotes, `\`, PowerShell's
 * and cmd's line continuations (`` ` ``, `^`), typographic quotes. Stops at an unquoted line end, `;`, `|`,
 * `&&`, a comment, or `limit`. `<placeholder with spaces>` is one piece, `&` inside a word belongs to a URL.
 * Nothing is expanded: `$VAR` stays as it is.
 */
export function tokeniseShell(text: string, start: number, limit = text.length): ShellWords {
  const stop = Math.min(limit, start + LONGEST_COMMAND, text.length);
  const words: string[] = [];
  const hopeless = new Map<string, number>();
  let word: string | null = null;
  let at = start;
  const flush = (): void => {
    if (word !== null) words.push(word);
    word = null;
  };
  while (at < stop) {
    const char = text[at] ?? '';
    const continuation = lineContinuation(text, at);
    if (continuation > 0) {
      flush();
      at += continuation;
    } else if (char === ' ' || char === '\t' || char === '\u00a0') {
      flush();
      at += 1;
    } else if (char === '\n' || char === '\r' || isOperator(text, at, word !== null)) {
      break;
    } else if (char === '#' && word === null) {
      break;
    } else if (char === '\\' && at + 1 < stop && /[\s"'\\$`&;|<>()#*?!{}[\]~-]/.test(text[at + 1] ?? '')) {
      word = (word ?? '') + (text[at + 1] ?? '');
      at += 2;
    } else {
      const piece = quoted(text, { at, stop, hopeless }) ??
        placeholder(text, at, stop) ?? { value: char, end: at + 1 };
      word = (word ?? '') + piece.value;
      at = piece.end;
    }
  }
  flush();
  return { words, end: at };
}

function lineContinuation(text: string, at: number): number {
  const char = text[at];
  if (char !== '\\' && char !== '`' && char !== '^') return 0;
  return /^[\\`^][ \t]{0,20}\r?\n[ \t]{0,80}/.exec(text.slice(at, at + 110))?.[0].length ?? 0;
}

/** `&` within a word is part of it (people forget to quote addresses) unless a space or the end follows. */
function isOperator(text: string, at: number, inWord: boolean): boolean {
  const char = text[at] ?? '';
  if (char === '|' || char === ';') return true;
  return char === '&' && (!inWord || /^&{1,2}(\s|$)/.test(text.slice(at, at + 3)));
}

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '‘': '’', '”': '”' };

/**
 * A quotation, or null when the character opens none. It must close on its line, unless it holds a JSON
 * object; an apostrophe within a word (don't) is only a letter. `hopeless` remembers up to where a mark is
 * known not to close, so that many opening marks stay linear.
 */
function quoted(
  text: string,
  { at, stop, hopeless }: { at: number; stop: number; hopeless: Map<string, number> },
): { value: string; end: number } | null {
  const open = text[at] ?? '';
  const close = Object.hasOwn(CLOSING, open) ? CLOSING[open] : undefined;
  if (close === undefined) return null;
  if (open === "'" && /\w/.test(text[at - 1] ?? '') && /\w/.test(text[at + 1] ?? '')) return null;
  const mayWrap = /^\s{0,40}\{/.test(text.slice(at + 1, at + 42));
  const kind = mayWrap ? `${close}{` : close;
  if (at < (hopeless.get(kind) ?? 0)) return null;
  let value = '';
  let end = at + 1;
  for (; end < stop; end += 1) {
    const char = text[end] ?? '';
    if (char === close) return { value, end: end + 1 };
    if (char === '\n' && !mayWrap) break;
    const next = text[end + 1] ?? '';
    if (char === '\\' && open === '"' && '"\\$`'.includes(next)) {
      value += next;
      end += 1;
    } else {
      value += char;
    }
  }
  hopeless.set(kind, end);
  return null;
}

function placeholder(text: string, at: number, stop: number): { value: string; end: number } | null {
  if (text[at] !== '<') return null;
  const close = text.slice(at, Math.min(stop, at + LONGEST_PLACEHOLDER)).search(/[>\n]/);
  if (close === -1 || text[at + close] !== '>' || !/[A-Za-z0-9]/.test(text[at + 1] ?? '')) return null;
  return { value: text.slice(at, at + close + 1), end: at + close + 1 };
}
