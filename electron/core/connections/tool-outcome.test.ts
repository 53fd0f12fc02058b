import { describe, expect, test } from 'vitest';
import { toolOutcome } from './tool-outcome.ts';

const said = (result: Record<string, unknown>) => toolOutcome({ result, error: null }, ['made-up-secret']);
const text = (value: string) => ({ type: 'text', text: value });
const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

describe('what a tool said', () => {
  test('is its text, without control characters and secrets', () => {
    const outcome = said({ content: [text('one\u001b[31m two\u202e'), text('token=abcdefgh')] });
    expect(outcome).toEqual({ ok: true, text: 'one two\ntoken=••••••', itemCount: 2, hint: null });
  });

  test('is cut, also in the middle of a secret', () => {
    const long = `${'x '.repeat(9_995)}ghp_${'a'.repeat(36)}`;
    const outcome = said({ content: [text(long)] });
    expect(outcome.text.length).toBeLessThanOrEqual(20_001);
    expect(outcome.text).not.toContain('ghp_');
  });

  test('never shows what the server was sent in confidence', () => {
    expect(said({ content: [text('You said made-up-secret to me')] }).text).toBe('You said •••••• to me');
    expect(said({ isError: true, content: [text('bad: made-up-secret')] }).text).not.toContain('made-up');
  });

  test('names pictures, sounds and links instead of showing them', () => {
    const content = [
      { type: 'image', data: 'A'.repeat(4096), mimeType: 'image/png' },
      { type: 'resource_link', uri: 'demo://x' },
      { type: 'resource', resource: { uri: 'demo://y', text: 'inside' } },
      { type: 'resource', resource: { uri: 'demo://z', blob: 'AAAA' } },
    ];
    expect(said({ content }).text).toBe('[image/png, 3 kB]\n[demo://x]\ninside\n[demo://z]');
  });

  test('is the structured content where there is no text', () => {
    const outcome = said({ content: [], structuredContent: { data: ['up', 'down'], apiKey: 'abcdefgh' } });
    expect(outcome.text).toContain('"up"');
    expect(outcome.text).not.toContain('abcdefgh');
    expect(outcome.itemCount).toBe(2);
  });

  test.each([
    [null],
    [[]],
    [{}],
    [{ content: 'text' }],
    [{ content: [null, 1, 'x', {}, { type: 'text' }, { type: 'text', text: 7 }] }],
    [{ structuredContent: nested(100_000) }],
    [{ content: [{ type: 'text', text: '['.repeat(100_000) }] }],
  ])('survives an answer that is junk', (result) => {
    const outcome = toolOutcome({ result: result as Record<string, unknown> | null, error: null }, []);
    expect(outcome.ok).toBe(true);
    expect(outcome.text.length).toBeLessThan(20_002);
  });
});

describe('the number of items', () => {
  test.each([
    ['["up","go_info","x"]', 3],
    ['{"status":"success","data":["up"]}', 1],
    ['{"a":[1],"b":[2,3]}', null],
    ['{"answer":42}', null],
    ['plain words', null],
  ])('of %s', (json, count) => {
    expect(said({ content: [text(json)] }).itemCount).toBe(count);
  });
});

describe('a refusal', () => {
  test('by isError is told with the reason', () => {
    expect(said({ isError: true, content: [text('Backend is down')] })).toEqual({
      ok: false,
      text: 'Refused by the server: Backend is down',
      itemCount: null,
      hint: null,
    });
    expect(said({ isError: true }).text).toBe('Refused by the server: it gave no reason.');
  });

  test('in PascalCase counts without isError', () => {
    const body = { IsSuccess: false, ErrorMessage: "Refusing to delete 'x' without confirm=true." };
    const words = "Refused by the server: Refusing to delete 'x' without confirm=true.";
    expect(said({ content: [text(JSON.stringify(body))] })).toMatchObject({ ok: false, text: words });
    expect(said({ content: [], structuredContent: body })).toMatchObject({ ok: false, text: words });
    expect(said({ content: [text('{"IsSuccess":true,"ErrorMessage":null}')] }).ok).toBe(true);
  });

  test('as an MCP error, or as a wish for more input, is one too', () => {
    const error = { code: -32602, message: 'Invalid arguments', data: null };
    expect(toolOutcome({ result: null, error }, []).text).toBe('Refused by the server: Invalid arguments');
    expect(said({ resultType: 'input_required', inputRequests: {} }).ok).toBe(false);
  });
});
