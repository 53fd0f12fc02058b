import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { CrashGuard } from './crash-guard.tsx';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function Broken(): never {
  throw new Error('a bug');
}

it('shows a way on when drawing fails', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  render(
    <CrashGuard>
      <Broken />
    </CrashGuard>,
  );
  expect(screen.getByText('This window made a mistake')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Load again' })).toBeTruthy();
});
