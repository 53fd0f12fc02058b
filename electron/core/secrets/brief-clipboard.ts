import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';

/** The clipboard of a system. `read` answers null where it cannot be read. */
export interface ClipboardDevice {
  readonly write: (text: string) => Promise<boolean>;
  readonly read: () => Promise<string | null>;
}

/** A clipboard for secrets: what is copied goes again by itself. */
export interface BriefClipboard {
  readonly copy: (text: string) => Promise<Result<null>>;
  /** Takes what was copied off again, now. */
  readonly clear: () => Promise<void>;
}

const BRIEFLY_MS = 60_000;

/** What somebody else has copied since stays; what cannot be looked at is taken for ours. */
export function createBriefClipboard(device: ClipboardDevice, afterMs = BRIEFLY_MS): BriefClipboard {
  let copied: { readonly text: string; readonly timer: NodeJS.Timeout } | null = null;

  async function clear(): Promise<void> {
    const mine = copied;
    copied = null;
    if (mine === null) return;
    clearTimeout(mine.timer);
    const now = await device.read();
    if (now === null || now === mine.text) await device.write('');
  }

  return {
    clear,
    async copy(text) {
      if (!(await device.write(text))) {
        return fail('NotInstalled', 'There is no clipboard here that MCP Tray can use.', {
          next: 'Copy the value from the file before you change it.',
        });
      }
      if (copied !== null) clearTimeout(copied.timer);
      const timer = setTimeout(() => void clear(), afterMs);
      timer.unref();
      copied = { text, timer };
      return ok(null);
    },
  };
}
