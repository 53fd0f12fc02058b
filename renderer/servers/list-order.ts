/**
 * Rows keep their places while states arrive: known keys stay in the order they have, new ones go in after
 * the neighbour that precedes them in `sorted`, gone ones leave.
 */
export function keepOrder(previous: readonly string[], sorted: readonly string[]): readonly string[] {
  const present = new Set(sorted);
  const order = previous.filter((key) => present.has(key));
  const known = new Set(order);
  let before: string | null = null;
  for (const key of sorted) {
    if (!known.has(key)) {
      order.splice(before === null ? 0 : order.indexOf(before) + 1, 0, key);
      known.add(key);
    }
    before = key;
  }
  return order;
}

/** Remembers the order between renders; another `epoch` (filter, search, window shown again) sorts afresh. */
export function createOrderKeeper() {
  let epoch: string | null = null;
  let order: readonly string[] = [];
  return (nextEpoch: string, sorted: readonly string[]): readonly string[] => {
    order = nextEpoch === epoch ? keepOrder(order, sorted) : sorted;
    epoch = nextEpoch;
    return order;
  };
}
