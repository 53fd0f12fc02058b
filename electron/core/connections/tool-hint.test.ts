import { describe, expect, test } from 'vitest';
import { toolOutcome } from './tool-outcome.ts';

const said = (result: Record<string, unknown>) => toolOutcome({ result, error: null }, []).hint;
const says = (text: string, isError = true) => said({ isError, content: [{ type: 'text', text }] });

describe('what a tool’s answer means', () => {
  test.each([
    ['dial tcp 10.0.0.1:6443: connect: connection refused', 'what stands behind it does not answer'],
    ['x509: certificate signed by unknown authority', 'what stands behind it does not answer'],
    ['workspaces.kcp.io is forbidden: User "ada" cannot list resource', 'signed in, but not permitted'],
    ['approval_required: id 42', 'Somebody has to approve'],
    ['unknown client octo-mcpServices-device', 'not be fully started'],
    ['Not authenticated. Call authenticate first.', 'sign-in inside its own session'],
    ["No pending authentication. Call 'authenticate' first.", 'sign-in inside its own session'],
    ['unknown tool "pods_list"', 'does not offer this tool now'],
  ])('%j', (text, words) => {
    expect(says(text)).toContain(words);
  });

  test.each([
    { IsSuccess: false, ErrorMessage: "Refusing to delete 'x' without confirm=true." },
    { isSuccess: false, errorMessage: "Refusing to delete 'x' without confirm=true." },
  ])('is a safety check, where one refused: %j', (refusal) => {
    expect(says(JSON.stringify(refusal), false)).toContain('safety check refused');
  });

  test.each([
    { userCode: 'WDJB-MJHT', verificationUri: 'https://id.example/device' },
    { user_code: 'WDJB-MJHT', verification_uri: 'https://id.example/device' },
  ])('is a sign-in of nobody but this call for %j', (structuredContent) => {
    expect(said({ content: [], structuredContent })).toContain('MCP Tray’s own session');
    expect(says(JSON.stringify(structuredContent), false)).toContain('Authenticate me to tenant');
  });

  test('is the state of nobody but this call', () => {
    expect(says('{"isAuthenticated":true,"expiresInSeconds":3600}', false)).toContain('This is the state of');
    expect(says('{"is_authenticated":false}', false)).toContain('This is the state of');
  });

  test('needs no hint in a session that is held', () => {
    const content = [{ type: 'text', text: '{"isAuthenticated":true}' }];
    expect(toolOutcome({ result: { content }, error: null }, [], { held: true }).hint).toBeNull();
  });

  test('is not guessed', () => {
    expect(says('All is well.', false)).toBeNull();
    expect(says('connection refused', false)).toBeNull();
    expect(says('It did not work.')).toBeNull();
  });
});
