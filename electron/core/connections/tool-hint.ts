import { sessionPrompt } from '../../../shared/session-sign-in.ts';
import { fieldOf } from './answer-fields.ts';

const OWN_SESSION = `MCP Tray’s own session, which ended with this call. Your client signs in for itself: say to it “${sessionPrompt(null)}”`;

/** What tools say when they refuse, and who can mend it. First match wins. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [
    /without\W+confirm\W*true/i,
    'The server’s own safety check refused; nothing is wrong with the connection. Set confirm to true only if you mean it.',
  ],
  [
    /approval[_ ]required|awaiting approval|pending approval/i,
    'Somebody has to approve this call: on the server’s approvals page, or with its own command (KruxOS: kruxos approve accept ID).',
  ],
  [
    /not authenticated|not signed in|session (has )?(expired|ended)|call\W+authenticate/i,
    `It wants a sign-in inside its own session. Say to your client: “${sessionPrompt(null)}”`,
  ],
  [
    /unknown client|client not found|invalid_client|unauthorized_client/i,
    'The server’s sign-in does not know the server itself; it may not be fully started. Ask its operator.',
  ],
  [
    /ECONNREFUSED|connection refused|no such host|dial tcp|i\/o timeout|x509|unknown authority|bad gateway|service unavailable/i,
    'The server is connected, but what stands behind it does not answer. Ask whoever runs it about the address, network and certificate of its backend.',
  ],
  [
    /forbidden|not permitted|permission denied|not authorized|\b403\b|\bRBAC\b/i,
    'You are signed in, but not permitted. Ask whoever runs the server for the permission; signing in again does not help.',
  ],
  [
    /unknown tool|tool not found/i,
    'The server does not offer this tool now; it may be switched off in its settings.',
  ],
];

/** What a tool's answer means for the person, where that is not in its text; null when it speaks for itself. */
export function toolHint(answer: {
  ok: boolean;
  text: string;
  data: unknown;
  /** The session goes on after this call. */
  held?: boolean;
}): string | null {
  if (!answer.ok) return REFUSALS.find(([pattern]) => pattern.test(answer.text))?.[1] ?? null;
  if (answer.held === true) return null;
  const has = (...names: readonly string[]): boolean => fieldOf(answer.data, ...names) !== undefined;
  if (has('usercode') && has('verificationuri', 'verificationurl', 'verificationuricomplete')) {
    return `This code would sign in ${OWN_SESSION}`;
  }
  return has('isauthenticated') ? `This is the state of ${OWN_SESSION}` : null;
}
