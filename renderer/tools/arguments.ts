import { COPY } from '../copy/copy.ts';

type Arguments = { readonly value: Record<string, unknown> } | { readonly problem: string };

/**
 * The arguments of a call from the text in the form: one JSON object, or the sentence that says what is wrong.
 * Numbers that JavaScript would round are refused, since a call sends exactly what was typed.
 */
export function parseArguments(text: string): Arguments {
  if (text.trim() === '') return { value: {} };
  let inexact: string | null = null;
  let value: unknown;
  try {
    value = JSON.parse(text, (key, part: unknown) => {
      if (typeof part === 'number' && !isExact(part)) inexact ??= key;
      return part;
    });
  } catch {
    return { problem: COPY.tools.notJson };
  }
  if (!isObject(value)) return { problem: COPY.tools.notObject };
  return inexact === null ? { value } : { problem: COPY.tools.inexact(inexact) };
}

function isExact(number: number): boolean {
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
