import type { ProtocolEra } from '../../../shared/domain.ts';

/** What earlier checks learned about an endpoint, to spare it requests; wrong memory is noticed and dropped. */
export interface EndpointMemory {
  readonly era: ProtocolEra | null;
  readonly publishesMetadata: boolean | null;
  /** Epoch milliseconds of when the metadata was looked for. */
  readonly metadataAt: number;
}

/** Keyed by origin and path: two endpoints of one origin may differ. Query strings are never kept. */
export interface EraCache {
  get(url: URL): EndpointMemory | null;
  set(url: URL, memory: EndpointMemory): void;
}

const MOST_ENDPOINTS = 2000;

export function createEraCache(): EraCache {
  const memories = new Map<string, EndpointMemory>();
  return {
    get: (url) => memories.get(keyOf(url)) ?? null,
    set(url, memory) {
      memories.delete(keyOf(url));
      memories.set(keyOf(url), memory);
      const [oldest] = memories.keys();
      if (memories.size > MOST_ENDPOINTS && oldest !== undefined) memories.delete(oldest);
    },
  };
}

function keyOf(url: URL): string {
  return url.origin + url.pathname;
}
