/** Step-ups of one operation within an hour; more would be the same question again (MCP "Step-Up", SEP-2350). */
const MOST = 2;
const HOUR = 60 * 60_000;

export interface StepUpLimit {
  /** Counts this attempt; false when there have been enough. */
  mayTry(server: string, operation: string): boolean;
  forget(server: string): void;
}

/** Remembers, per server and operation, when more access was asked for. */
export function createStepUpLimit(now: () => number): StepUpLimit {
  const servers = new Map<string, Map<string, readonly number[]>>();
  return {
    mayTry(server, operation) {
      const operations = servers.get(server) ?? new Map<string, readonly number[]>();
      servers.set(server, operations);
      const recent = (operations.get(operation) ?? []).filter((at) => now() - at < HOUR);
      if (recent.length >= MOST) return false;
      operations.set(operation, [...recent, now()]);
      return true;
    },
    forget: (server) => void servers.delete(server),
  };
}
