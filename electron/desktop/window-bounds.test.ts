import { describe, expect, it } from 'vitest';
import { parseBounds, placeWindow } from './window-bounds.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const saved = { x: 100, y: 80, width: 900, height: 600, maximized: false };

describe('window bounds', () => {
  it('puts the window back where it was', () => {
    expect(placeWindow(parseBounds(JSON.stringify(saved)), [screen])).toEqual({
      x: 100,
      y: 80,
      width: 900,
      height: 600,
    });
  });

  it('lets the system place it when that screen is gone or the title bar is out of reach', () => {
    for (const place of [{ x: 2500 }, { x: -880 }, { y: 1060 }, { y: -300 }]) {
      expect(placeWindow({ ...saved, ...place }, [screen])).toEqual({ width: 900, height: 600 });
    }
  });

  it('uses a second screen left of the first', () => {
    const left = { x: -1920, y: 0, width: 1920, height: 1080 };
    expect(placeWindow({ ...saved, x: -1000 }, [screen, left])).toMatchObject({ x: -1000 });
  });

  it.each(['', '{', 'null', '{"x":1}', '{"x":1,"y":1,"width":"9","height":1,"maximized":false}', '[]'])(
    'takes the default size for %j',
    (text) => {
      expect(parseBounds(text)).toBeNull();
      expect(placeWindow(parseBounds(text), [screen])).toEqual({ width: 1180, height: 760 });
    },
  );

  it('never makes a window too small to use', () => {
    expect(placeWindow({ ...saved, width: 1, height: 1 }, [screen])).toMatchObject({
      width: 420,
      height: 360,
    });
  });
});
