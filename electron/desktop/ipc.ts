import { ipcMain } from 'electron';
import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { fail } from '../../shared/errors.ts';
import { CHANNEL_NAMES, CHANNELS } from '../../shared/ipc.ts';
import type { Channel, EventName, Events, Handlers } from '../../shared/ipc.ts';
import { logLine } from './log.ts';
import { isAppUrl } from './navigation.ts';

/** The parts of a call that say who made it. */
type Caller = Pick<IpcMainInvokeEvent, 'sender'> & {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
};

/**
 * Registers every channel of the contract. Each call must come from the main frame of our own window showing
 * our own page (UntrustedSender) and carry an input of the channel's schema (InvalidRequest). Answers are
 * always `Result` values; a bug in a handler is logged redacted and answered as Internal.
 */
export function registerHandlers(options: {
  handlers: Handlers;
  isOurWindow: (contents: WebContents) => boolean;
}): void {
  for (const channel of CHANNEL_NAMES) {
    ipcMain.handle(channel, (event: Caller, input: unknown) => {
      if (!isTrusted(event, options.isOurWindow)) {
        logLine('refused a call', `${channel} from ${event.senderFrame?.url ?? 'a closed frame'}`);
        return fail('UntrustedSender');
      }
      return callHandler(options.handlers, channel, input);
    });
  }
}

function isTrusted(event: Caller, isOurWindow: (contents: WebContents) => boolean): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isAppUrl(frame.url) && isOurWindow(event.sender);
}

async function callHandler(handlers: Handlers, channel: Channel, input: unknown) {
  const parsed = CHANNELS[channel].input.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined ? '' : ` (${issue.path.join('.') || 'input'}: ${issue.code})`;
    return fail('InvalidRequest', `The window sent a request that is not valid: ${channel}${where}.`);
  }
  const handler = handlers[channel] as (input: unknown) => Promise<unknown>;
  try {
    return await handler(parsed.data);
  } catch (problem) {
    logLine(channel, problem);
    return fail('Internal');
  }
}

/** Sends an event of the contract to a window's main frame. */
export function sendEvent<E extends EventName>(contents: WebContents, event: E, payload: Events[E]): void {
  if (!contents.isDestroyed()) contents.send(event, payload);
}
