import { expect, test } from 'vitest';
import { watchForAddress } from './printed-address.ts';

const URL_TEXT = 'https://login.acme.io/authorize?response_type=code&client_id=a&state=b&code_challenge=c';

function told(...chunks: readonly string[]): readonly string[] {
  const found: string[] = [];
  const push = watchForAddress((url) => found.push(url));
  for (const chunk of chunks) push(chunk);
  return found;
}

test('an address is told once, whole, however it comes', () => {
  const text = `Authorize \`kf\` by opening this URL in your browser:\n${URL_TEXT}\n\nWaiting…\n`;
  expect(told(text, text)).toEqual([URL_TEXT]);
  expect(told(...text.split(''))).toEqual([URL_TEXT]);
  expect(told(`\u001b[1m\u001b[34m${URL_TEXT}\u001b[0m\r\n`)).toEqual([URL_TEXT]);
});

test('one that has not ended yet is waited for', () => {
  expect(told(URL_TEXT.slice(0, 70))).toEqual([]);
  expect(told(URL_TEXT.slice(0, 70), `${URL_TEXT.slice(70)}\n`)).toEqual([URL_TEXT]);
});

test.each([
  'See https://docs.acme.io/mcp for help.\n',
  'http://login.acme.io/authorize?response_type=code\n',
  'https://me:pw@login.acme.io/authorize?client_id=a\n',
  'file:///x?client_id=a\n',
])('%j is no sign-in page to show', (text) => {
  expect(told(text)).toEqual([]);
});

test('endless output is not kept', () => {
  expect(told('x'.repeat(300_000), `\n${URL_TEXT}\n`)).toEqual([URL_TEXT]);
});
