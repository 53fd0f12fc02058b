import type { Result } from '../../shared/errors.ts';

/** What a host gives the core. The core has no other way to reach a person. */
export interface Ports {
  /** Opens an already validated http(s) URL in the system browser. */
  openUrl(url: string): Promise<Result<null>>;
  /** Shows a path in the file manager. */
  revealPath(path: string): Promise<Result<null>>;
  /** Asks for a folder; null when cancelled, Unsupported where the host has no dialog. */
  chooseFolder(): Promise<Result<string | null>>;
  now(): number;
  fetch: typeof globalThis.fetch;
  readonly hostKind: 'desktop' | 'browser' | 'cli';
}
