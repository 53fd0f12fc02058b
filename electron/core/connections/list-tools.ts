import type { Answer } from './exchange.ts';
import { signsInByTools, toolNames } from './session-sign-in.ts';

export interface ToolList {
  /** Null when there are more pages than we read. */
  readonly count: number | null;
  /** The answer that refused the list; null when it was given (or the server has no tools at all). */
  readonly refusal: Answer | null;
  /** It has tools of its own to sign in with. */
  readonly signsIn: boolean;
}

const MOST_PAGES = 10;

/** `tools/list` page by page. An MCP error is an answer too: the request was let through. */
export async function listTools(
  request: (params: Record<string, unknown>, id: string) => Promise<Answer>,
): Promise<ToolList> {
  let count = 0;
  const names: string[] = [];
  let params: Record<string, unknown> = {};
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await request(params, `tools-${page}`);
    if (answer.kind !== 'answer' || answer.rpc === null || [401, 403].includes(answer.status)) {
      return { count: null, refusal: answer, signsIn: false };
    }
    const { result, error } = answer.rpc;
    if (error !== null) {
      return { count: page === 1 ? 0 : null, refusal: null, signsIn: signsInByTools(names) };
    }
    const tools = result?.['tools'];
    count += Array.isArray(tools) ? tools.length : 0;
    names.push(...toolNames(tools));
    const cursor = result?.['nextCursor'];
    if (typeof cursor !== 'string' || cursor === '') {
      return { count, refusal: null, signsIn: signsInByTools(names) };
    }
    params = { cursor };
  }
  return { count: null, refusal: null, signsIn: signsInByTools(names) };
}
