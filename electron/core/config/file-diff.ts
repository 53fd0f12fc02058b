import { structuredPatch } from 'diff';
import type { StructuredPatchHunk } from 'diff';
import type { FileChange } from './file-change.ts';

/** Lines around a change, as `diff -u` shows. */
const CONTEXT = 3;
/** A minified file is one line of any length: longer lines are shown as the part that changes. */
const LONG_LINE = 2_000;
const AROUND = 60;

export interface FileDiff {
  /** Unified diff, not masked; empty when nothing changes. */
  readonly text: string;
  /** The added and removed lines alone: what a person agreed to, wherever in the file it stands. */
  readonly essence: string;
  readonly unchangedLines: number;
}

/** Stretch of a text that holds every change, cut at line ends with some lines around. */
interface Window {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** Compares only the neighbourhood of the edits, so that a file of 45 MB costs no more than a small one. */
export function fileDiff(change: FileChange): FileDiff {
  const before = change.before?.text ?? '';
  const after = change.after?.text ?? '';
  if (before === after) return { text: '', essence: '', unchangedLines: lineCount(before) };
  const window = windowOf(change, before, after);
  const oldPart = before.slice(window.start, window.oldEnd);
  const newPart = after.slice(window.start, window.newEnd);
  const first = lineCount(before.slice(0, window.start));
  const long = [oldPart, newPart].some((part) => part.split('\n').some((line) => line.length > LONG_LINE));
  const hunks = long ? [longHunk(change, before, after)] : hunksOf(oldPart, newPart, first);
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const shown = hunks.reduce((sum, hunk) => sum + hunk.oldLines, 0);
  return {
    text: unified(change, hunks).replaceAll('\r', ''),
    essence: lines.filter((line) => line.startsWith('+') || line.startsWith('-')).join('\n'),
    unchangedLines: Math.max(0, lineCount(before) - shown),
  };
}

function unified(change: FileChange, hunks: readonly StructuredPatchHunk[]): string {
  const names = [change.before, change.after].map((side) => (side === null ? '/dev/null' : change.path));
  return [
    `--- ${names[0] ?? ''}`,
    `+++ ${names[1] ?? ''}`,
    ...hunks.flatMap((hunk) => [
      `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`,
      ...hunk.lines,
    ]),
    '',
  ].join('\n');
}

function range(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

function hunksOf(oldPart: string, newPart: string, first: number): StructuredPatchHunk[] {
  const { hunks } = structuredPatch('', '', oldPart, newPart, undefined, undefined, { context: CONTEXT });
  return hunks.map((hunk) => ({
    ...hunk,
    oldStart: hunk.oldStart + first,
    newStart: hunk.newStart + first,
  }));
}

function windowOf(change: FileChange, before: string, after: string): Window {
  const { start, tail } = changedSpan(change, before, after);
  const windowStart = linesBack(before, start, CONTEXT);
  const oldEnd = linesOn(before, before.length - tail, CONTEXT);
  return { start: windowStart, oldEnd, newEnd: after.length - (before.length - oldEnd) };
}

/** Where the texts begin to differ, and how long their common end is. */
function changedSpan(change: FileChange, before: string, after: string): { start: number; tail: number } {
  if (change.before === null || change.after === null || change.inverse.length === 0) {
    return { start: 0, tail: 0 };
  }
  const start = Math.min(...change.inverse.map((edit) => edit.start));
  const end = Math.max(...change.inverse.map((edit) => edit.end));
  return { start, tail: Math.min(after.length - end, before.length - start) };
}

function linesBack(text: string, offset: number, count: number): number {
  let at = text.lastIndexOf('\n', offset - 1);
  if (offset === 0) return 0;
  for (let left = count; left > 0 && at > 0; left -= 1) at = text.lastIndexOf('\n', at - 1);
  return at + 1;
}

function linesOn(text: string, offset: number, count: number): number {
  let at = offset > 0 && text[offset - 1] === '\n' ? offset : text.indexOf('\n', offset) + 1;
  if (at === 0) return text.length;
  for (let left = count; left > 0; left -= 1) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  return at;
}

/** One hunk that shows the changing stretch of very long lines. */
function longHunk(change: FileChange, before: string, after: string): StructuredPatchHunk {
  const { start, tail } = changedSpan(change, before, after);
  const line = lineCount(before.slice(0, start)) + (before[start - 1] === '\n' || start === 0 ? 1 : 0);
  const cut = (text: string): string => {
    const from = Math.max(0, start - AROUND);
    const to = Math.min(text.length, text.length - tail + AROUND);
    const part = text.slice(from, Math.min(to, from + LONG_LINE));
    const end = to > from + LONG_LINE || to < text.length ? '…' : '';
    return `${from > 0 ? '…' : ''}${part}${end}`.replaceAll('\n', ' ');
  };
  const lines = [`-${cut(before)}`, `+${cut(after)}`];
  return { oldStart: line, oldLines: 1, newStart: line, newLines: 1, lines };
}

function lineCount(text: string): number {
  if (text === '') return 0;
  let count = text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
