import type { ConfigScope, Transport } from '../../shared/domain.ts';
import type { View } from '../ui-state.ts';

export const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const duration = (ms: number) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

export const SCOPE_WORDS = {
  user: 'all projects',
  local: 'one project, private',
  project: 'one project, shared',
  managed: 'managed by your organisation',
} as const satisfies Record<ConfigScope, string>;

/** Behind a project's name. */
export const SCOPE_SHORT = {
  user: 'all projects',
  local: 'private',
  project: 'shared',
  managed: 'managed',
} as const satisfies Record<ConfigScope, string>;

export const TRANSPORT_WORDS = {
  stdio: 'local program',
  http: 'HTTP',
  sse: 'HTTP with SSE (deprecated)',
  ws: 'WebSocket',
  unknown: 'unknown kind',
} as const satisfies Record<Transport, string>;

export const VIEW_WORDS = {
  servers: 'Servers',
  'sign-ins': 'Sign-ins',
  clients: 'Clients',
  activity: 'Activity',
  settings: 'Settings',
} as const satisfies Record<View, string>;
