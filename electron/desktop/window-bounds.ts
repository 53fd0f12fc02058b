import { z } from 'zod';

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the window was; our own file, read as carefully as a foreign one. */
const savedSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1).max(20_000),
  height: z.number().int().min(1).max(20_000),
  maximized: z.boolean(),
});
export type SavedBounds = z.infer<typeof savedSchema>;

export const MIN_SIZE = { width: 420, height: 360 } as const;
const DEFAULT_SIZE = { width: 1180, height: 760 } as const;
/** Pixels of the title bar that must stay reachable after a screen was unplugged. */
const REACHABLE = 64;

/** Remembered bounds from the file's text, or null when there are none worth using. */
export function parseBounds(text: string): SavedBounds | null {
  try {
    const parsed = savedSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Size, and the position if its title bar can still be reached on one of the work areas. */
export function placeWindow(
  saved: SavedBounds | null,
  workAreas: readonly Bounds[],
): { width: number; height: number; x?: number; y?: number } {
  if (saved === null) return { ...DEFAULT_SIZE };
  const size = {
    width: Math.max(saved.width, MIN_SIZE.width),
    height: Math.max(saved.height, MIN_SIZE.height),
  };
  const reachable = workAreas.some(
    (area) =>
      saved.x + size.width - REACHABLE >= area.x &&
      saved.x + REACHABLE <= area.x + area.width &&
      saved.y >= area.y - 8 &&
      saved.y + REACHABLE <= area.y + area.height,
  );
  return reachable ? { ...size, x: saved.x, y: saved.y } : size;
}
