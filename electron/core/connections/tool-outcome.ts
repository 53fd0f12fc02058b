import type { ToolOutcome } from '../../../shared/tools.ts';
import { fieldOf } from './answer-fields.ts';
import { boundedJson, cleanText } from './bounded-json.ts';
import { isRecord } from './json-rpc.ts';
import type { RpcReply } from './json-rpc.ts';
import { toolHint } from './tool-hint.ts';
import { maskValues, quote } from './words.ts';

const LONGEST_TEXT = 20_000;
const MOST_PARTS = 500;

/**
 * What the answer to `tools/call` says, without the time it took. Pure. `secrets` are values that the server
 * was sent: masked whatever stands around them.
 */
export function toolOutcome(
  reply: RpcReply,
  secrets: readonly string[],
  { held = false }: { held?: boolean } = {},
): Omit<ToolOutcome, 'tookMs'> {
  const { data, ...said } = readAnswer(reply);
  const text = cleanText(maskValues(said.text, secrets), LONGEST_TEXT).trimEnd();
  const hint = toolHint({ ok: said.ok, text, data, held });
  if (said.ok) return { ...said, text, hint };
  const reason = text.trim() === '' ? 'it gave no reason.' : text.trim();
  return { ...said, text: `Refused by the server: ${reason}`, hint };
}

type Said = Omit<ToolOutcome, 'tookMs' | 'hint'> & { readonly data: unknown };

/** Whether a tool did what it was asked, with its text as it came, and what that means as JSON. Not for showing. */
export function readAnswer({ result, error }: RpcReply): Said {
  if (error !== null) return refused(error.message);
  const body = result ?? {};
  if (body['resultType'] === 'input_required') {
    return refused('it wants further input, which cannot be given here.');
  }
  const text = resultText(body);
  const data = dataOf(body, text);
  const refusal = ownRefusal(data);
  if (refusal !== null) return refused(refusal);
  if (body['isError'] === true) return refused(text);
  return { ok: true, text, itemCount: itemCount(data, body['content']), data };
}

function refused(text: string): Said {
  return { ok: false, text, itemCount: null, data: null };
}

/** Some .NET servers answer `{"isSuccess":false,"errorMessage":"…"}`, or the same in capitals, with no `isError`. */
function ownRefusal(data: unknown): string | null {
  if (fieldOf(data, 'issuccess') !== false) return null;
  const message = fieldOf(data, 'errormessage');
  return typeof message === 'string' ? message : '';
}

function resultText(body: Readonly<Record<string, unknown>>): string {
  const content = Array.isArray(body['content']) ? body['content'].slice(0, MOST_PARTS) : [];
  const parts = content.map(partText).filter((text) => text !== '');
  if (parts.length > 0) return parts.join('\n');
  return body['structuredContent'] === undefined ? '' : jsonText(body['structuredContent']);
}

function partText(part: unknown): string {
  if (!isRecord(part)) return '';
  const { type, text, data, mimeType, uri, resource } = part;
  if (type === 'text') return typeof text === 'string' ? text : '';
  const kind = quote(typeof mimeType === 'string' ? mimeType : String(type), 60);
  if (typeof data === 'string') return `[${kind}, ${Math.ceil((data.length * 3) / 4 / 1024)} kB]`;
  const inner = isRecord(resource) ? resource : {};
  if (typeof inner['text'] === 'string') return inner['text'];
  const address = uri ?? inner['uri'];
  return typeof address === 'string' ? `[${quote(address, 300)}]` : `[${kind}]`;
}

function jsonText(value: unknown): string {
  const copy = boundedJson(value);
  return copy === undefined ? '[an answer too large to show]' : JSON.stringify(copy, null, 2);
}

function dataOf(body: Readonly<Record<string, unknown>>, text: string): unknown {
  if (body['structuredContent'] !== undefined) return body['structuredContent'];
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A list, or an object with exactly one list in it (`{"data":[…]}`); else the parts of the answer itself. */
function itemCount(data: unknown, content: unknown): number | null {
  if (Array.isArray(data)) return data.length;
  if (isRecord(data)) {
    const [list, ...others] = Object.values(data).filter((value) => Array.isArray(value));
    return list !== undefined && others.length === 0 ? list.length : null;
  }
  return Array.isArray(content) && content.length > 1 ? content.length : null;
}
