import { expect, it } from 'vitest';
import { shortPath } from './selectors.ts';

it('shortens only paths that really lie in the home folder', () => {
  expect(shortPath('/home/me/.codex/config.toml', '/home/me')).toBe('~/.codex/config.toml');
  expect(shortPath('/home/melanie/x', '/home/me')).toBe('/home/melanie/x');
  expect(shortPath('C:\\Users\\me\\x', 'C:\\Users\\me')).toBe('~\\x');
});
