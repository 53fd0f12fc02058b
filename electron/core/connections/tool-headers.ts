import { isRecord } from './json-rpc.ts';

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;
const MOST_HEADERS = 50;
const DEEPEST = 8;

/**
 * Headers that `tools/call` needs since 2026-07-28 (transports, "Standard MCP Request Headers"): the tool's
 * name, and each argument whose property in the input schema is marked `x-mcp-header`. Gateways route by
 * them, and a server refuses a call without them (-32020).
 */
export function toolHeaders(
  tool: string,
  schema: unknown,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = { 'mcp-name': headerValue(tool) };
  collect(schema, given, headers, DEEPEST);
  return headers;
}

function collect(schema: unknown, value: unknown, headers: Record<string, string>, depth: number): void {
  const properties = isRecord(schema) ? schema['properties'] : null;
  if (!isRecord(properties) || !isRecord(value) || depth < 0) return;
  for (const [name, property] of Object.entries(properties)) {
    if (!Object.hasOwn(value, name) || !isRecord(property)) continue;
    const header = property['x-mcp-header'];
    const text = primitiveText(value[name]);
    const usable = typeof header === 'string' && HEADER_NAME.test(header) && text !== null;
    if (usable && Object.keys(headers).length < MOST_HEADERS) {
      headers[`mcp-param-${header.toLowerCase()}`] = headerValue(text);
    }
    collect(property, value[name], headers, depth - 1);
  }
}

function primitiveText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value);
  return null;
}

/** Plain ASCII as it is; everything else as `=?base64?…?=`, which the specification reserves for that. */
function headerValue(text: string): string {
  const plain = /^[\x20-\x7e]+$/.test(text) && text.trim() === text && !/^=\?base64\?.*\?=$/.test(text);
  return plain ? text : `=?base64?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}
