import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { noteCopied } from '../findings/copied-lately.ts';
import { LinkStrip } from './link-notice.tsx';

afterEach(cleanup);

describe('the line above the list while the link is down', () => {
  it('says that a value copied just before may still be on the clipboard', () => {
    noteCopied(Date.now() - 5_000);
    render(<LinkStrip state="reconnecting" />);
    expect(screen.getByText(/may still be on the clipboard/)).toBeTruthy();
  });

  it('says nothing of one that was taken off before', () => {
    noteCopied(Date.now() - 61_000);
    render(<LinkStrip state="reconnecting" />);
    expect(screen.getByText(/Reconnecting/)).toBeTruthy();
    expect(screen.queryByText(/clipboard/)).toBeNull();
  });
});
