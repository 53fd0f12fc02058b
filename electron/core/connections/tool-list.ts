import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ToolView } from '../../../shared/tools.ts';
import { boundedJson, cleanText } from './bounded-json.ts';
import { isRecord } from './json-rpc.ts';
import type { RpcReply } from './json-rpc.ts';
import { isDestructiveName } from './tool-risk.ts';
import { maskValues, quote } from './words.ts';

interface ServerTool {
  readonly view: ToolView;
  /** As the server wrote it, never shown: a call's headers are read from it. */
  readonly schema: unknown;
}

export interface ServerTools {
  readonly tools: readonly ServerTool[];
  /** Says that not all are there, and why; null when they are. */
  readonly note: string | null;
}

const MOST_PAGES = 20;
const MOST_TOOLS = 1000;
const LONGEST_NAME = 256;
const LONGEST_TITLE = 200;
const LONGEST_DESCRIPTION = 4000;

/**
 * `tools/list`, page by page, until the end or our limits: 20 pages, 1,000 tools, no page twice. Text is
 * cleaned, and `secrets`, which the server was sent in confidence, are masked in it; a tool whose name could not be
 * shown as it is, is left out, because nobody could name it.
 */
export async function readTools(
  request: (params: Readonly<Record<string, unknown>>) => Promise<Result<RpcReply>>,
  secrets: readonly string[] = [],
): Promise<Result<ServerTools>> {
  const tools = new Map<string, ServerTool>();
  const seen = new Set<string>();
  let unusable = 0;
  let params: Readonly<Record<string, unknown>> = {};
  for (;;) {
    const reply = await request(params);
    if (!reply.ok) return reply;
    const { result, error } = reply.value;
    if (error !== null && seen.size === 0) {
      return fail(
        'HttpError',
        `The server does not list its tools: “${quote(maskValues(error.message, secrets))}”.`,
        {
          next: 'It may have none; ask whoever runs the server.',
        },
      );
    }
    const page = result?.['tools'];
    for (const item of Array.isArray(page) ? page : []) {
      const tool = toolOf(item, secrets);
      if (tool === null || tools.has(tool.view.name)) unusable += 1;
      else if (tools.size < MOST_TOOLS) tools.set(tool.view.name, tool);
      else return ok({ tools: [...tools.values()], note: TOO_MANY });
    }
    const cursor = result?.['nextCursor'];
    if (error === null && (typeof cursor !== 'string' || cursor === '')) break;
    if (error !== null || seen.has(String(cursor)) || seen.size + 1 >= MOST_PAGES) {
      return ok({ tools: [...tools.values()], note: error === null ? TOO_MANY : STOPPED });
    }
    seen.add(String(cursor));
    params = { cursor };
  }
  const note = unusable === 0 ? null : `${unusable} without a usable name of their own left out.`;
  return ok({ tools: [...tools.values()], note });
}

const TOO_MANY = 'The server’s list does not end; the rest is left out.';
const STOPPED = 'The server stopped in the middle of its list; the rest is missing.';

function toolOf(item: unknown, secrets: readonly string[]): ServerTool | null {
  if (!isRecord(item)) return null;
  const { name, annotations, inputSchema } = item;
  if (typeof name !== 'string' || !isUsableName(name)) return null;
  if (maskValues(name, secrets) !== name) return null;
  const textOf = (value: unknown, longest: number): string | null =>
    typeof value === 'string' ? cleaned(maskValues(value, secrets), longest) : null;
  const hints = isRecord(annotations) ? annotations : {};
  const view: ToolView = {
    name,
    title: textOf(item['title'] ?? hints['title'], LONGEST_TITLE),
    description: textOf(item['description'], LONGEST_DESCRIPTION),
    readOnly: hints['readOnlyHint'] === true,
    destructive: hints['destructiveHint'] === true || isDestructiveName(name),
    inputSchema: maskedSchema(boundedJson(inputSchema) ?? null, secrets),
  };
  return { view, schema: inputSchema };
}

function isUsableName(name: string): boolean {
  return (
    name !== '' && name.length <= LONGEST_NAME && name.trim() === name && !/[\p{C}\p{Zl}\p{Zp}]/u.test(name)
  );
}

/** Secrets as JSON has them, so that what is left is JSON still. */
function maskedSchema(schema: unknown, secrets: readonly string[]): unknown {
  const text = JSON.stringify(schema) ?? '';
  const masked = maskValues(
    text,
    secrets.map((secret) => JSON.stringify(secret).slice(1, -1)),
  );
  return masked === text ? schema : (JSON.parse(masked) as unknown);
}

function cleaned(value: string, longest: number): string | null {
  const text = cleanText(value, longest).trim();
  return text === '' ? null : text;
}
