/** Row that a key leads to, or null when the key does not move between rows. */
export function nextIndex(key: string, current: number, count: number, page: number): number | null {
  const clamp = (index: number) => Math.min(count - 1, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
      return clamp(current + 1);
    case 'ArrowUp':
      return clamp(current - 1);
    case 'PageDown':
      return clamp(current + page);
    case 'PageUp':
      return clamp(current - page);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}

/** Left and right walk from the row through its buttons and back. True when the focus moved. */
export function stepInsideRow(key: string, target: HTMLElement): boolean {
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return false;
  const row = target.closest<HTMLElement>('[role=row]');
  if (row === null) return false;
  const stops = [row, ...row.querySelectorAll<HTMLElement>('button')];
  const next = stops[stops.indexOf(target) + (key === 'ArrowRight' ? 1 : -1)];
  next?.focus();
  return next !== undefined;
}
