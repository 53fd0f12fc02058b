import { stripVTControlCharacters } from 'node:util';
import { redactText } from '../../../shared/redact.ts';

const MAX_LINES = 8;
const MAX_LINE_LENGTH = 300;
/** A program that never ends its line must not fill our memory. */
const MAX_PENDING = 64 * 1024;

/** Takes a program's output and keeps its last lines, without secrets and addresses. */
export interface OutputTail {
  push(chunk: string): void;
  /** The last line may lack its end. */
  end(): void;
  tail(): string;
}

export function createOutputTail(onLine: (line: string) => void): OutputTail {
  let pending = '';
  const lines: string[] = [];
  const take = (raw: string): void => {
    const line = safeLine(raw);
    if (line === '') return;
    lines.push(line);
    if (lines.length > MAX_LINES) lines.shift();
    onLine(line);
  };
  return {
    push(chunk) {
      const parts = (pending + chunk).split(/\r\n|\n|\r/);
      pending = (parts.pop() ?? '').slice(-MAX_PENDING);
      for (const part of parts) take(part);
    },
    end() {
      take(pending);
      pending = '';
    },
    tail: () => lines.join('\n'),
  };
}

/** Authorization addresses carry state and challenge; long runs of characters may be pieces of them. */
export function safeLine(raw: string): string {
  const plain = stripVTControlCharacters(raw).replaceAll(/\p{Cc}/gu, ' ');
  const withoutAddresses = plain.replaceAll(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, '…').replaceAll(/\S{80,}/g, '…');
  return redactText(withoutAddresses).trim().slice(0, MAX_LINE_LENGTH);
}
