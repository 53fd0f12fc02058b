import { redactText } from '../../shared/redact.ts';

/** One redacted line on standard error; line breaks in foreign text cannot forge further lines. */
export function logLine(context: string, problem: unknown): void {
  const text = problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem);
  process.stderr.write(`mcp-tray: ${context}: ${redactText(text).replace(/\s+/g, ' ').slice(0, 2000)}\n`);
}
