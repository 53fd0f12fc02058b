import { describe, expect, it } from 'vitest';
import { COPY } from '../copy/copy.ts';
import { parseArguments } from './arguments.ts';

describe('the arguments of a tool call', () => {
  it('are one JSON object, and none when nothing is typed', () => {
    expect(parseArguments(' {"a": [1, 2.5, null], "b": {"c": "d"}} ')).toEqual({
      value: { a: [1, 2.5, null], b: { c: 'd' } },
    });
    expect(parseArguments(' \n')).toEqual({ value: {} });
  });

  it.each(['{', '{"a":1,}', "{'a':1}", 'a=1'])('are refused when %s is no JSON', (text) => {
    expect(parseArguments(text)).toEqual({ problem: COPY.tools.notJson });
  });

  it.each(['[]', '"text"', 'null', '3'])('are refused when %s is no object', (text) => {
    expect(parseArguments(text)).toEqual({ problem: COPY.tools.notObject });
  });

  it.each(['12345678901234567890', '1e999'])(
    'are refused when %s would be sent as another number',
    (number) => {
      expect(parseArguments(`{"deep": {"id": ${number}}}`)).toEqual({ problem: COPY.tools.inexact('id') });
    },
  );
});
