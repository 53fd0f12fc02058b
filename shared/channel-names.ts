import type { Channel, EventName } from './ipc.ts';

/**
 * The names of `CHANNELS` and `Events` without their schemas, for the preload: a sandboxed preload is one
 * file, and the validator stays on the trusted side. `satisfies Record` makes a missing or extra name a
 * type error.
 */
const channels = {
  'snapshot:get': true,
  'change:preview': true,
  'change:apply': true,
  'history:forget': true,
  'secret:copy': true,
  'paste:recognise': true,
  'server:check': true,
  'checks:pause': true,
  'server:doctor': true,
  'server:tools': true,
  'server:call-tool': true,
  'server:cancel-call': true,
  'server:text': true,
  'client:look': true,
  'wsl:set': true,
  'sign-in:start': true,
  'sign-in:look': true,
  'sign-in:guide': true,
  'client:open': true,
  'sign-in-round:open': true,
  'sign-in-round:start': true,
  'sign-in-round:step': true,
  'sign-in-round:stop': true,
  'sign-in-round:forget': true,
  'session-sign-in:start': true,
  'session-sign-in:check': true,
  'session-sign-in:end': true,
  'sign-in:open-page': true,
  'sign-in:cancel': true,
  'sign-in:end': true,
  'sign-in:disconnect': true,
  'keychain:check': true,
  'project:add': true,
  'project:remove': true,
  'project:choose': true,
  'file:reveal': true,
} satisfies Record<Channel, true>;

const events = { 'snapshot:changed': true, 'view:show': true } satisfies Record<EventName, true>;

export const BRIDGE_CHANNELS = Object.keys(channels) as readonly Channel[];
export const BRIDGE_EVENTS = Object.keys(events) as readonly EventName[];
