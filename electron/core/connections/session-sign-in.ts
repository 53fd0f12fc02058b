/** Tools by which a server signs people in inside its own session, outside MCP's authorization (OctoMesh). */
const SIGN_IN_TOOLS = ['authenticate', 'check_auth_status'] as const;

/** Whether a `tools/list` says so; the names are theirs alone as a pair. */
export function signsInByTools(names: Iterable<string>): boolean {
  const known = new Set(names);
  return SIGN_IN_TOOLS.every((name) => known.has(name));
}

/** Names in one page of a `tools/list` result, as far as they are names. */
export function toolNames(tools: unknown): readonly string[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool: unknown) =>
    typeof tool === 'object' && tool !== null && 'name' in tool && typeof tool.name === 'string'
      ? [tool.name]
      : [],
  );
}
