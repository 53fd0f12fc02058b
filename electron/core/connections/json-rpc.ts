/** Newest revision we speak: stateless, `server/discover` (spec 2026-07-28, basic/versioning). */
export const MODERN_VERSION = '2026-07-28';
/** Newest revision with an `initialize` handshake. */
export const LEGACY_VERSION = '2025-11-25';

/** Recognised modern errors: the server speaks ≥ 2026-07-28 although the request failed. */
export const HEADER_MISMATCH = -32_020;
export const MISSING_CAPABILITY = -32_021;
export const UNSUPPORTED_VERSION = -32_022;
export const METHOD_NOT_FOUND = -32_601;

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

export interface RpcReply {
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: RpcError | null;
}

const CLIENT_INFO = { name: 'mcp-tray', title: 'MCP Tray', version: '1' };

/** A request every modern server answers without a handshake: `_meta` carries what `initialize` used to. */
export function modernRequest(id: string, method: string, params: Record<string, unknown> = {}): string {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': MODERN_VERSION,
    'io.modelcontextprotocol/clientInfo': CLIENT_INFO,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, _meta: meta } });
}

export function legacyRequest(id: string, method: string, params: Record<string, unknown> = {}): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

export function initializeRequest(id: string): string {
  return legacyRequest(id, 'initialize', {
    protocolVersion: LEGACY_VERSION,
    capabilities: {},
    clientInfo: CLIENT_INFO,
  });
}

export const INITIALIZED = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });

/**
 * The response to request `id` in a JSON text: a message, or a batch (allowed up to 2025-03-26). An error
 * with `id: null` counts too, because servers answer so before they read the id. Null when there is none.
 */
export function findReply(value: unknown, id: string): RpcReply | null {
  for (const message of Array.isArray(value) ? value : [value]) {
    if (!isRecord(message) || message['jsonrpc'] !== '2.0' || 'method' in message) continue;
    const error = rpcError(message['error']);
    const answers = message['id'] === id || (error !== null && message['id'] == null);
    if (!answers) continue;
    if (error !== null) return { result: null, error };
    if (isRecord(message['result'])) return { result: message['result'], error: null };
  }
  return null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `supportedVersions` of a discover result or `data.supported` of an UnsupportedProtocolVersion error. */
export function versionsIn(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => /^\d{4}-\d\d-\d\d$/.test(String(item)))
    : [];
}

/** Revisions are dates, so they order as text. */
export function isModern(version: string): boolean {
  return version >= MODERN_VERSION;
}

function rpcError(value: unknown): RpcError | null {
  if (!isRecord(value) || typeof value['code'] !== 'number') return null;
  const message = typeof value['message'] === 'string' ? value['message'] : '';
  return { code: value['code'], message, data: value['data'] };
}
