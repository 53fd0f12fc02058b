import { styleText } from 'node:util';
import type { Shape, Tone } from '../../shared/state-words.ts';

type Format = Parameters<typeof styleText>[0];

/** Colours a text, or leaves it as it is where colours are not wanted. */
export type Style = (format: Format, text: string) => string;

export function createStyle(colour: boolean): Style {
  return colour
    ? (format, text) => styleText(format, text, { validateStream: false })
    : (_format, text) => text;
}

/** The same five shapes as in the window: they tell the state without any colour. */
export const SHAPE_MARK = {
  fine: '✓',
  'needs-you': '▲',
  broken: '✗',
  unknown: '○',
  disabled: '◌',
} as const satisfies Record<Shape, string>;

export const SHAPE_FORMAT = {
  fine: 'green',
  'needs-you': 'yellow',
  broken: 'red',
  unknown: 'dim',
  disabled: 'dim',
} as const satisfies Record<Shape, Format>;

export const TONE_FORMAT = {
  quiet: 'dim',
  good: 'reset',
  attention: 'yellow',
  broken: 'red',
} as const satisfies Record<Tone, Format>;

/** A unified diff with added and removed lines coloured; the signs stay, so colour only helps. */
export function styleDiff(diff: string, style: Style): string {
  return diff
    .split('\n')
    .map((line) => {
      if (line.startsWith('+++') || line.startsWith('---')) return style('bold', line);
      if (line.startsWith('+')) return style('green', line);
      if (line.startsWith('-')) return style('red', line);
      return line.startsWith('@@') ? style('cyan', line) : line;
    })
    .join('\n');
}
