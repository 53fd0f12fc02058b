import type { ToolView } from './tools.ts';

/** Names that every kind of server has for "who am I" and "are you there"; they take nothing and change nothing. */
const PLAIN = /(?:^|[._-])(?:who_?am_?i|ping|health(?:_?check)?|info|time|version|status)$/i;
const MOST = 4;

/**
 * Tools to try a server with, the plainest first: they need no arguments, and the server says that they only read
 * (or, where it says so of none, their names do). None that may take something away.
 */
export function toolsToTry(tools: readonly ToolView[]): readonly ToolView[] {
  const free = tools.filter((tool) => !tool.destructive && !needsArguments(tool.inputSchema));
  const reading = free.filter(({ readOnly }) => readOnly);
  if (reading.length === 0) return free.filter(isPlain).slice(0, MOST);
  return [...reading.filter(isPlain), ...reading.filter((tool) => !isPlain(tool))].slice(0, MOST);
}

function isPlain({ name }: ToolView): boolean {
  return PLAIN.test(name);
}

function needsArguments(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const required: unknown = 'required' in schema ? schema.required : undefined;
  return Array.isArray(required) && required.length > 0;
}
