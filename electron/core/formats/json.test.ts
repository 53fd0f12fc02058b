import { describe, expect, it } from 'vitest';
import type { ConfigFormat } from '../../../shared/domain.ts';
import { readerFor } from './registry.ts';
import type { ConfigDocument, EditOp } from './types.ts';
import { verifiedEdit, verify } from './verified-edit.ts';

function open(text: string, format: ConfigFormat = 'jsonc'): ConfigDocument {
  const parsed = readerFor(format).parse(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.document;
}

function edit(text: string, ...ops: EditOp[]): string {
  const result = verifiedEdit(open(text), ops);
  return result.ok ? result.value.text : result.error.code;
}

const add = (path: string[], value: unknown): EditOp => ({ op: 'set', path, value: value as string });
const SERVER = { command: 'npx', args: ['-y', 'x'] };

const COMMENTED = `{
  // our servers
  "mcpServers": {
    // the first one
    "a": { "command": "a" }, // behind a
    // the second one
    "b": { "command": "b" } // after last
    // dangling
  }
}
`;

describe('reading', () => {
  it('gives the place of the name and the exact text of the member', () => {
    const document = open(COMMENTED);
    expect(document.position(['mcpServers', 'b'])).toEqual({ line: 7, column: 5 });
    expect(document.source(['mcpServers', 'b'])).toBe('"b": { "command": "b" }');
    expect(document.get(['mcpServers', 'b', 'command'])).toBe('b');
    expect(document.get(['mcpServers', 'toString'])).toBeUndefined();
  });

  it('gives objects without a prototype, with __proto__ as data, in both modes', () => {
    for (const text of ['{"__proto__": {"x": 1}}', '{"__proto__": {"x": 1},}']) {
      const value = open(text).get([]) as object;
      expect(Object.getPrototypeOf(value)).toBeNull();
      expect(Object.keys(value)).toEqual(['__proto__']);
      expect(open(text).get(['__proto__', 'x'])).toBe(1);
    }
  });

  it('takes the last of two members with one name, as the clients do, and tells where it stands', () => {
    const text = '{\n  "hooks": 1,\n  "mcpServers": { "a": 1, "a": 2 },\n  "hooks": 2\n}';
    const document = open(text, 'json');
    expect(document.get(['hooks'])).toBe(2);
    expect(document.duplicate(['mcpServers'])).toEqual({ name: 'a', line: 3, column: 27 });
    expect(document.duplicate(['mcpServers', 'a'])).toEqual({ name: 'a', line: 3, column: 27 });
    expect(document.duplicate([])).toEqual({ name: 'hooks', line: 4, column: 3 });
    expect(open('{"a": {"b": 1}}').duplicate(['a'])).toBeNull();
  });
});

describe('adding', () => {
  it('keeps the comment after the last entry where it is', () => {
    expect(edit(COMMENTED, add(['mcpServers', 'c'], { command: 'c' }))).toBe(
      COMMENTED.replace(
        '"b": { "command": "b" } // after last\n',
        '"b": { "command": "b" }, // after last\n    "c": { "command": "c" }\n',
      ),
    );
  });

  it('keeps a trailing comma a trailing comma', () => {
    expect(edit('{\n  "a": 1, // one\n}', add(['b'], 2))).toBe('{\n  "a": 1, // one\n  "b": 2,\n}');
  });

  it('copies the one-line arrays, tabs and line endings of its neighbour', () => {
    const text = '{\r\n\t"mcpServers": {\r\n\t\t"a": {\r\n\t\t\t"args": ["1", "2"]\r\n\t\t}\r\n\t}\r\n}';
    expect(edit(text, add(['mcpServers', 'b'], SERVER))).toBe(
      text.replace(
        '\t\t}\r\n\t}',
        '\t\t},\r\n\t\t"b": {\r\n\t\t\t"command": "npx",\r\n\t\t\t"args": ["-y", "x"]\r\n\t\t}\r\n\t}',
      ),
    );
  });

  it('leaves a minified file on one line', () => {
    expect(edit('{"a":1,"s":{"x":{"u":1}}}', add(['s', 'y'], SERVER))).toBe(
      '{"a":1,"s":{"x":{"u":1},"y":{"command":"npx","args":["-y","x"]}}}',
    );
  });

  it('keeps a one-line object on one line', () => {
    expect(edit('{\n  "a": { "x": 1 }\n}\n', add(['a', 'y'], false))).toBe(
      '{\n  "a": { "x": 1, "y": false }\n}\n',
    );
  });

  it('writes a new file with two spaces and a final newline', () => {
    const text = '{\n  "mcpServers": {\n    "a": {\n      "url": "u"\n    }\n  }\n}';
    const op = add(['mcpServers', 'a'], { url: 'u' });
    expect(edit('', op)).toBe(`${text}\n`);
    expect(edit('\uFEFF', op)).toBe(`\uFEFF${text}\n`);
    expect(edit('{}', op)).toBe(text);
    expect(edit('// mine\n', op)).toBe(`// mine\n${text}\n`);
  });

  it('makes parents that are missing, and lists for items', () => {
    const op: EditOp = { op: 'append', path: ['projects', '/p', 'disabledMcpServers'], value: 'x' };
    expect(edit('{\n  "projects": {}\n}', op)).toBe(
      '{\n  "projects": {\n    "/p": {\n      "disabledMcpServers": [\n        "x"\n      ]\n    }\n  }\n}',
    );
  });
});

describe('removing', () => {
  it('takes the entry and the comment on its line, and leaves the comments of others', () => {
    expect(edit(COMMENTED, { op: 'remove', path: ['mcpServers', 'a'] })).toBe(
      COMMENTED.replace('    "a": { "command": "a" }, // behind a\n', ''),
    );
  });

  it('takes the comma before the last entry with it', () => {
    expect(edit(COMMENTED, { op: 'remove', path: ['mcpServers', 'b'] })).toBe(
      COMMENTED.replace('}, // behind a', '} // behind a').replace(
        '    "b": { "command": "b" } // after last\n',
        '',
      ),
    );
  });

  it('leaves an empty parent as {}', () => {
    const text = '{\n  "mcpServers": {\n    "a": {}\n  }\n}\n';
    expect(edit(text, { op: 'remove', path: ['mcpServers', 'a'] })).toBe('{\n  "mcpServers": {}\n}\n');
  });

  it.each([
    ['{"a":1,"b":2,"c":3}', 'a', '{"b":2,"c":3}'],
    ['{ "a": 1, "b": 2 }', 'b', '{ "a": 1 }'],
    ['{ "a": 1, "b": 2, }', 'b', '{ "a": 1, }'],
    ['{ "a": 1\n, "b": 2\n, "c": 3 }', 'b', '{ "a": 1\n, "c": 3 }'],
    ['{ // note\n  "a": 1 }', 'a', '{ // note\n   }'],
    ['{ "a": 1 // why\n , "b": 2 }', 'a', '{  // why\n  "b": 2 }'],
  ])('%j without %s', (text, name, result) => {
    expect(edit(text, { op: 'remove', path: [name] })).toBe(result);
  });
});

describe('what is not done', () => {
  it.each<[string, EditOp, string]>([
    ['{"a":{},"a":{}}', add(['a', 'x'], 1), 'ConfigTooComplex'],
    ['{"a":1,"a":2}', { op: 'remove', path: ['a'] }, 'ConfigTooComplex'],
    ['{"a":[]}', add(['a', 'x'], 1), 'ConfigTooComplex'],
    ['[]', add(['a'], 1), 'ConfigTooComplex'],
    ['"text"', add(['a'], 1), 'ConfigTooComplex'],
    ['{"a":{}}', { op: 'append', path: ['a'], value: 1 }, 'ConfigTooComplex'],
    ['{}', { op: 'remove', path: ['a'] }, 'EntryNotFound'],
    ['{"a":[]}', { op: 'remove', path: ['a', 0] }, 'EntryNotFound'],
  ])('%s %o is %s', (text, op, code) => {
    expect(edit(text, op)).toBe(code);
  });

  it('still edits beside a name that stands twice elsewhere', () => {
    expect(edit('{"hooks":1,"hooks":2,"m":{}}', add(['m', 'x'], 1))).toBe(
      '{"hooks":1,"hooks":2,"m":{"x":1}}',
    );
  });

  it('refuses edits that change anything but the target', () => {
    const document = open('{"a":1,"b":2}');
    const ops = [add(['a'], 3)];
    const wrong = [{ start: 5, end: 12, insert: '3,"b":4' }];
    expect(verify(document, wrong, ops)).toMatchObject({ error: { code: 'EditVerificationFailed' } });
    expect(verify(document, [{ start: 5, end: 6, insert: '3\r\n' }], ops)).toMatchObject({ ok: false });
    expect(verify(document, [{ start: 5, end: 6, insert: '3' }], ops)).toMatchObject({ ok: true });
  });

  it('keeps numbers that no double can hold', () => {
    const text = '{"big":12345678901234567890,"exact":0.10000000000000000001,"a":{}}';
    expect(edit(text, add(['a', 'x'], 1))).toBe(text.replace('{}', '{"x":1}'));
  });
});
