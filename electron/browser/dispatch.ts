import { z } from 'zod';
import type { AppError, Result } from '../../shared/errors.ts';
import { ERROR_COPY, fail } from '../../shared/errors.ts';
import { CHANNELS } from '../../shared/ipc.ts';
import type { Channel, ChannelInput, ChannelOutput, Handlers } from '../../shared/ipc.ts';

const messageSchema = z.strictObject({
  id: z.int().nonnegative(),
  channel: z.string(),
  input: z.unknown(),
});

export interface BridgeReply {
  readonly id: number;
  readonly output: Result<unknown>;
}

/**
 * One request of the page: text in, reply out. Null when it is not even an addressed request. What the page
 * sent is never trusted: an unknown channel or a wrong input is InvalidRequest, a throwing handler Internal.
 */
export async function dispatch(
  handlers: Handlers,
  text: string,
  onBug: (error: unknown) => void,
): Promise<BridgeReply | null> {
  const message = messageSchema.safeParse(parseJson(text));
  if (!message.success) return null;
  const { id, channel, input } = message.data;
  if (!isChannel(channel)) return { id, output: fail('InvalidRequest') };
  try {
    return { id, output: await call(handlers, channel, input) };
  } catch (error) {
    onBug(error);
    return { id, output: fail('Internal') };
  }
}

async function call<C extends Channel>(
  handlers: Handlers,
  channel: C,
  input: unknown,
): Promise<ChannelOutput<C> | { readonly ok: false; readonly error: AppError }> {
  const parsed = CHANNELS[channel].input.safeParse(input);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    return fail('InvalidRequest', ERROR_COPY.InvalidRequest.sentence, at === '' ? {} : { detail: at });
  }
  return handlers[channel](parsed.data as ChannelInput<C>);
}

function isChannel(name: string): name is Channel {
  return Object.hasOwn(CHANNELS, name);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
