import type { Result } from '../../shared/errors.ts';
import type { BriefClipboard } from './secrets/brief-clipboard.ts';

/** What a host gives the core. The core has no other way to reach a person. */
export interface Ports {
  /**
   * Opens an already validated http(s) URL in the system browser. `by-hand`: there is none to open here, and the
   * person has the address somewhere else than where they clicked.
   */
  readonly openUrl: (url: string) => Promise<Result<null | 'by-hand'>>;
  /**
   * Told the address of a sign-in page that a client's own program opens, or would, if it could: shown where the person
   * may need it. Absent where the system's browser always opens. Answers as `openUrl`.
   */
  readonly showUrl?: (url: string) => null | 'by-hand';
  /**
   * Hands an address of another app's own scheme to the system, after `appLink` has passed it. Absent where there is
   * no desktop to open apps on.
   */
  readonly openApp?: (link: string) => Promise<Result<null>>;
  /** Shows a path in the file manager. */
  readonly revealPath: (path: string) => Promise<Result<null>>;
  /** Asks for a folder; null when cancelled, Unsupported where the host has no dialog. */
  readonly chooseFolder: () => Promise<Result<string | null>>;
  /** Of the computer this runs on; absent where a host has none. */
  readonly clipboard?: BriefClipboard;
  readonly now: () => number;
  readonly fetch: typeof globalThis.fetch;
  /** False only when no other computer can be reached for sure. Cheap: asked before every background check. */
  readonly isOnline: () => boolean;
  readonly hostKind: 'desktop' | 'browser' | 'cli';
}
