import { once } from 'node:events';

/** The person's terminal, or the pipes in its place. Text written here is final: already made printable. */
export interface Terminal {
  readonly cwd: string;
  /** Whether questions can be asked: someone sits at both ends. */
  readonly canAsk: boolean;
  /** Whether stdout is a terminal that may show colours (never when NO_COLOR is set). */
  readonly colour: boolean;
  /** Size of the terminal behind stdout; null when there is none, so nothing needs to fit. */
  size(): { readonly columns: number; readonly rows: number } | null;
  /** False when the reader is slower than we write; `drained` tells when it has caught up. */
  out(text: string): boolean;
  err(text: string): void;
  /** One line on stderr in the place of the one before, '' for none; nothing where nobody would see it change. */
  live(line: string): void;
  drained(): Promise<void>;
  /**
   * Asks on stderr. Everything but a plain yes is no; with `byDefault` an empty line is yes as well. An end of the
   * input is always no.
   */
  confirm(question: string, byDefault?: boolean): Promise<boolean>;
  /** All of stdin as text, or null when it is longer than `limit` characters. */
  readInput(limit: number): Promise<string | null>;
  /** Calls the listener for each line typed; returns the function that stops. */
  onLine(listener: () => void): () => void;
}

/**
 * The real one. NO_COLOR as in no-color.org: set and not empty. Node makes a stream of stdin when it is first looked
 * at, which takes a tenth of a \`list\`: only what reads it looks.
 */
export function processTerminal(vars: Readonly<Record<string, string | undefined>>): Terminal {
  const { stdout, stderr } = process;
  const canRewrite = stderr.isTTY && vars['TERM'] !== 'dumb';
  const hasColourTerminal = stdout.isTTY && !vars['NO_COLOR'] && vars['TERM'] !== 'dumb';
  return {
    cwd: process.cwd(),
    get canAsk() {
      return process.stdin.isTTY && stderr.isTTY;
    },
    colour: hasColourTerminal,
    size: () => (stdout.isTTY ? { columns: stdout.columns || 80, rows: stdout.rows || 24 } : null),
    out: (text) => stdout.write(text),
    err: (text) => void stderr.write(text),
    live(line) {
      // Carriage return, erase in line (ECMA-48 8.3.41).
      if (canRewrite) stderr.write(`\r\x1b[K${line}`);
    },
    async drained() {
      if (stdout.writableNeedDrain) await once(stdout, 'drain');
    },
    async confirm(question, byDefault = false) {
      const { createInterface } = await import('node:readline/promises');
      const lines = createInterface({ input: process.stdin, output: stderr });
      const closed = once(lines, 'close').then(() => 'no');
      const answer = await Promise.race([lines.question(question), closed]);
      lines.close();
      return answer.trim() === '' ? byDefault : /^y(es)?$/i.test(answer.trim());
    },
    async readInput(limit) {
      const { stdin } = process;
      let text = '';
      stdin.setEncoding('utf8');
      for await (const chunk of stdin as AsyncIterable<string>) {
        text += chunk;
        if (text.length > limit) return null;
      }
      return text;
    },
    onLine(listener) {
      const { stdin } = process;
      const onData = (data: Buffer | string): void => {
        if (data.toString().includes('\n')) listener();
      };
      stdin.on('data', onData);
      return () => {
        stdin.off('data', onData);
        stdin.pause();
      };
    },
  };
}
