import { describe, expect, it } from 'vitest';
import { readerFor } from './registry.ts';
import { captureMember, restoreMember } from './restore.ts';
import type { ConfigDocument, ConfigValue, EditOp } from './types.ts';
import { verifiedEdit } from './verified-edit.ts';

function open(text: string): ConfigDocument {
  const parsed = readerFor('yaml').parse(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.document;
}

function edit(text: string, ...ops: EditOp[]): string {
  const result = verifiedEdit(open(text), ops);
  return result.ok ? result.value.text : `${result.error.code}: ${result.error.message}`;
}

const set = (path: (string | number)[], value: ConfigValue): EditOp => ({ op: 'set', path, value });
const append = (path: string[], value: ConfigValue): EditOp => ({ op: 'append', path, value });
const remove = (...path: (string | number)[]): EditOp => ({ op: 'remove', path });

const GOOSE = `# Goose
GOOSE_MODE: auto

extensions:
  developer:   # built in
    enabled: true
    type: builtin
  "my files":
    enabled:   yes   # for now
    type: stdio
    args:
    - -y
    - 'x # no comment'
    description: |
      Two lines,
      one text.

    # timeout: 300
  # remote
  kfuse:
    type: streamable_http
    uri: https://x.invalid/mcp
    headers: {A: "1"}
GOOSE_MODEL: m
`;

const CONTINUE = `name: Mine
mcpServers:
  - name: linear   # issues
    command: npx
    args: ["@linear/mcp-server"]

  # events
  - url: https://x.invalid/sse
    name: events
`;

describe('reading', () => {
  it('takes what YAML 1.2 says, not what YAML 1.1 said', () => {
    const document = open('a: yes\nb: 0o17\nc: ~\nd:\ne: 1.0\nf: 2026-11-21\n1: x\n');
    expect(document.get([])).toEqual({ a: 'yes', b: 15, c: null, d: null, e: 1, f: '2026-11-21', '1': 'x' });
  });

  it('follows aliases, keeps merge keys as names, and leaves unknown tags alone', () => {
    const document = open('base: &b {k: 1}\nx: *b\ny:\n  <<: *b\n  z: !secret 1\n');
    expect(document.get(['x', 'k'])).toBe(1);
    expect(document.get(['y'])).toEqual({ '<<': { k: 1 }, z: '1' });
  });

  it('finds items of a list by their own name and by number', () => {
    const document = open(CONTINUE);
    expect(document.get(['mcpServers', 'events', 'url'])).toBe('https://x.invalid/sse');
    expect(document.position(['mcpServers', 'events'])).toEqual({ line: 8, column: 3 });
    expect(document.source(['mcpServers', 0])).toMatch(/^ {2}- name: linear.*\n.*\n.*server"\]$/);
    expect(document.get(['mcpServers', 'nobody'])).toBeUndefined();
  });

  it('makes objects without a prototype', () => {
    const value = open('__proto__: {polluted: 1}\n').get([]);
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.keys(value as object)).toEqual(['__proto__']);
  });

  it.each([
    ['', {}],
    ['\uFEFF\r\n', {}],
    ['# only a note\n---\n', {}],
  ])('takes %j for an empty document', (text, value) => {
    expect(open(text).get([])).toEqual(value);
  });

  it.each([
    ['a: 1\nb: 2\na: 3\n', 'This name stands here twice.', 3, 1],
    ['a: {b: 1, "b": 2}\n', 'This name stands here twice.', 1, 11],
    ['a: 1\n---\nb: 2\n', 'A second document begins here (---); the client reads only files of one.', 2, 1],
    ['a:\n\tb: 1\n', 'YAML lines are indented with spaces, not with tabs.', 2, 1],
    ['a: *nothing\n', 'This refers (*) to a value that is not marked (&) before it.', 1, 4],
    ['a: &a [*a]\n', 'This refers (*) to a value that is not marked (&) before it.', 1, 8],
  ])('names the place in %j', (text, message, line, column) => {
    const parsed = readerFor('yaml').parse(text);
    expect('problem' in parsed && parsed.problem).toMatchObject({ message, line, column });
  });

  it('refuses files that unfold without end, and files nested too deeply', () => {
    const bomb = Array.from({ length: 30 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x, x]' : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
    ).join('\n');
    for (const text of [bomb, '['.repeat(50_000)]) {
      const parsed = readerFor('yaml').parse(text);
      expect('problem' in parsed && parsed.problem.message).toMatch(/more often|too deeply/);
    }
  });
});

describe('setting', () => {
  it('puts an entry after the last one, spelled as the file spells', () => {
    const value = { cmd: 'npx', args: ['-y', '@x/y'], envs: {}, enabled: true, note: 'yes' };
    expect(edit(GOOSE, set(['extensions', 'new'], value))).toBe(
      GOOSE.replace(
        'GOOSE_MODEL',
        '  new:\n    cmd: npx\n    args:\n    - -y\n    - "@x/y"\n    envs: {}\n    enabled: true\n    note: "yes"\nGOOSE_MODEL',
      ),
    );
  });

  it('flips a value in place and keeps the columns and the comment', () => {
    expect(edit(GOOSE, set(['extensions', 'my files', 'enabled'], false))).toBe(
      GOOSE.replace('enabled:   yes   #', 'enabled:   false   #'),
    );
  });

  it('adds a member behind a block text and before a comment', () => {
    expect(edit(GOOSE, set(['extensions', 'my files', 'timeout'], 5))).toBe(
      GOOSE.replace('one text.\n', 'one text.\n    timeout: 5\n'),
    );
  });

  it.each([
    ['an empty file', '', 'extensions:\n  a:\n    x: 1\n'],
    ['a file of comments', '# mine\n', '# mine\nextensions:\n  a:\n    x: 1\n'],
    ['a name without a value', 'extensions:\n# end\n', 'extensions:\n  a:\n    x: 1\n# end\n'],
    ['empty braces', 'extensions: {} # all\n', 'extensions: # all\n  a:\n    x: 1\n'],
    ['braces', 'extensions: {b: {y: 2}}\n', 'extensions: {b: {y: 2}, a: {x: 1}}\n'],
    ['JSON', '{"extensions": {}}\n', '{"extensions": {a: {x: 1}}}\n'],
    ['no final newline', 'm: 1', 'm: 1\nextensions:\n  a:\n    x: 1'],
    ['CRLF', 'm: 1\r\n', 'm: 1\r\nextensions:\r\n  a:\r\n    x: 1\r\n'],
    ['four spaces', 'm:\n    n: 1\n', 'm:\n    n: 1\nextensions:\n    a:\n        x: 1\n'],
    ['an end marker', 'm: 1\n...\n', 'm: 1\nextensions:\n  a:\n    x: 1\n...\n'],
  ])('writes into %s', (_case, text, result) => {
    expect(edit(text, set(['extensions', 'a'], { x: 1 }))).toBe(result);
  });

  it.each([
    ['a value by a group', 'a: 1 # one\n', { b: 2 }, 'a: # one\n  b: 2\n'],
    ['a group by a value', 'a:\n  b: 2\nc: 3\n', 'x', 'a: x\nc: 3\n'],
    ['a block text by a line', 'a: |\n  one\n  two\n\nc: 3\n', 'x', 'a: x\n\nc: 3\n'],
    ['a list in brackets', 'a: [1, 2] # n\n', ['x', 'y z'], 'a: [x, y z] # n\n'],
    ['nothing by something', 'a: # n\nc: 3\n', true, 'a: true # n\nc: 3\n'],
  ])('replaces %s', (_case, text, value, result) => {
    expect(edit(text, set(['a'], value))).toBe(result);
  });

  it.each([
    'yes',
    'No',
    'null',
    '~',
    '1',
    '1e3',
    '0x1f',
    '1:20',
    '2026-01-01',
    '.5',
    '.inf',
    '',
    ' x',
    'x ',
    'a: b',
    'a #b',
    '- x',
    '-',
    '---',
    '?',
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
    '`a',
    '{a}',
    '[a',
    'a, b',
    '"',
    "'",
    'C:\\x',
    'two\nlines',
    '\u0085',
    '\u2028',
    '\uFEFF',
    '\uD800',
    '🧪',
    '<<',
    '=',
    '-1',
    'a:',
    'https://x.invalid/a?b=c&d#e',
    '-y',
    '${V:-x}',
  ])('writes the text %j so that it is read back as that text', (text) => {
    const done = verifiedEdit(open("q: 'single'\n"), [
      set(['a'], text),
      set(['b'], [text]),
      set(['c', text], 1),
    ]);
    expect(done.ok && done.value.document.get([])).toEqual({
      q: 'single',
      a: text,
      b: [text],
      c: { [text]: 1 },
    });
  });

  it('does not write into an item without a value', () => {
    expect(edit('l:\n-\n', append(['l'], 1))).toBe('l:\n-\n- 1\n');
    expect(edit('l:\n-\n', set(['l', 0, 'a'], 1))).toMatch(/^ConfigTooComplex/);
    expect(edit('l:\n-\n', { op: 'append', path: ['l', 0], value: 1 })).toMatch(/^ConfigTooComplex/);
  });

  it('writes the words of YAML 1.1 with quotes', () => {
    expect(edit('', set(['a'], ['on', 'Y', 'off', 'npx']))).toBe(
      'a:\n  - "on"\n  - "Y"\n  - "off"\n  - npx\n',
    );
  });
});

describe('lists of servers', () => {
  const server = { name: 'new', command: 'npx', env: { A: '1' } };

  it('appends as the file spells its items', () => {
    expect(edit(CONTINUE, append(['mcpServers'], server))).toBe(
      `${CONTINUE}  - name: new\n    command: npx\n    env:\n      A: "1"\n`,
    );
    expect(edit(CONTINUE, set(['mcpServers', 'new'], server))).toBe(
      edit(CONTINUE, append(['mcpServers'], server)),
    );
    expect(edit('mcpServers: []\n', append(['mcpServers'], { name: 'a' }))).toBe(
      'mcpServers:\n  - name: a\n',
    );
    expect(edit('mcpServers:\n', append(['mcpServers'], { name: 'a' }))).toBe('mcpServers:\n  - name: a\n');
    expect(edit('v: 1\n', append(['mcpServers'], { name: 'a' }))).toBe('v: 1\nmcpServers:\n  - name: a\n');
  });

  it('takes items by place and by name in one change', () => {
    const both = [append(['mcpServers'], server), set(['mcpServers', 'new', 'command'], 'bun')];
    expect(edit('v: 1\n', ...both)).toMatch(/command: bun/);
    expect(edit(CONTINUE, remove('mcpServers', 'linear'), append(['mcpServers'], server))).toMatch(
      /events\n {2}- name: new/,
    );
  });

  it('changes and removes the item of a name', () => {
    expect(edit(CONTINUE, set(['mcpServers', 'linear', 'command'], 'bun'))).toBe(
      CONTINUE.replace('npx', 'bun'),
    );
    const gone = CONTINUE.replace(/ {2}- name: linear[^]*server"\]\n/, '');
    expect(edit(CONTINUE, remove('mcpServers', 'linear'))).toBe(
      gone.replace('mcpServers:\n\n', 'mcpServers:\n\n'),
    );
  });

  it('puts a captured item back between its neighbours, whatever else came and went', () => {
    const document = open(CONTINUE);
    const captured = captureMember(document, ['mcpServers', 'linear']);
    if (!captured.ok) throw new Error(captured.error.message);
    const stored = JSON.parse(JSON.stringify(captured.value)) as typeof captured.value;
    const without = open(edit(CONTINUE, remove('mcpServers', 'linear')));
    const back = restoreMember(without, stored);
    expect(back.ok && back.value.text).toBe(CONTINUE);
    const alone = restoreMember(open('mcpServers: []\n'), stored);
    expect(alone.ok && alone.value.document.get(['mcpServers', 0, 'command'])).toBe('npx');
    const fresh = restoreMember(open(''), stored);
    expect(fresh.ok && fresh.value.document.get(['mcpServers', 0, 'name'])).toBe('linear');
    const taken = restoreMember(document, stored);
    expect(taken.ok ? '' : taken.error.code).toBe('EntryExists');
  });

  it('refuses a name that two items have', () => {
    const text = 'l:\n- name: a\n- name: a\n';
    expect(edit(text, remove('l', 'a'))).toMatch(/ConfigTooComplex: “a” stands twice .*line 3, column 1/);
    expect(open(text).duplicate(['l', 'a'])).toEqual({ name: 'a', line: 3, column: 1 });
    expect(edit(text, remove('l', 0))).toBe('l:\n- name: a\n');
  });
});

describe('removing', () => {
  it('takes the lines of an entry with the comment inside it, and leaves the comments of others', () => {
    const start = GOOSE.indexOf('\n  "my files"');
    const end = GOOSE.indexOf('\n  # remote');
    expect(edit(GOOSE, remove('extensions', 'my files'))).toBe(GOOSE.slice(0, start) + GOOSE.slice(end));
  });

  it.each([
    ['the last entry', 'e:\n  a: 1 # n\nz: 1\n', 'e: {}\nz: 1\n'],
    ['the last item', 'e: # n\n- x\n', 'e: [] # n\n'],
    ['part of brackets', 'e: {a: 1, b: 2}\n', 'e: {b: 2}\n'],
  ])('leaves an empty parent: %s', (_case, text, result) => {
    expect(edit(text, remove('e', text.includes('- x') ? 0 : 'a'))).toBe(result);
  });

  it('moves the next member up to the dash', () => {
    expect(edit('l:\n  - a: 1\n    b: 2\n', remove('l', 0, 'a'))).toBe('l:\n  - b: 2\n');
  });

  it('says when nothing stands there', () => {
    expect(edit(GOOSE, remove('extensions', 'nobody'))).toMatch(/^EntryNotFound/);
  });

  it.each(['z: 1', '\n\nz: 1\n\n', '# c\n\nz: 1\n', '  z: 1\n# c', '---\nz: |\n  t\n'])(
    'gives the only entry of %j back to the same bytes',
    (text) => {
      const captured = captureMember(open(text), ['z']);
      if (!captured.ok) throw new Error(captured.error.message);
      const back = restoreMember(open(edit(text, remove('z'))), captured.value);
      expect(back.ok && back.value.text).toBe(text);
    },
  );

  it('brings a parked entry back into a file that was indented anew', () => {
    const captured = captureMember(open(GOOSE), ['extensions', 'kfuse']);
    if (!captured.ok) throw new Error(captured.error.message);
    const back = restoreMember(open('extensions:\n    a:\n        x: 1\n'), captured.value);
    expect(back.ok && back.value.text).toBe(
      'extensions:\n    a:\n        x: 1\n    kfuse:\n      type: streamable_http\n' +
        '      uri: https://x.invalid/mcp\n      headers: {A: "1"}\n',
    );
  });
});

describe('shared values', () => {
  const SHARED =
    'base: &b\n  k: 1\ne:\n  a:\n    env: *b\n  c:\n    <<: *b\n  d: {x: 1}\n  t: !mine\n    u: 1\n';

  it.each([
    ['an anchor', set(['base', 'k'], 2), /“base” is shared .*\(&b\)/],
    ['an alias', set(['e', 'a', 'env', 'k'], 2), /“e › a › env” stands for a value from elsewhere/],
    ['an alias inside', remove('e', 'a'), /“e › a” shares values/],
    ['a merge key', set(['e', 'c', 'k'], 2), /“e › c” takes in values .*<</],
    ['a tag', set(['e', 't', 'u'], 2), /“e › t” has a type tag \(!mine\)/],
  ])('refuses a change through %s, with the reason', (_case, op, reason) => {
    expect(edit(SHARED, op)).toMatch(/^ConfigTooComplex/);
    expect(edit(SHARED, op)).toMatch(reason);
  });

  it('changes what stands beside them', () => {
    expect(edit(SHARED, set(['e', 'd', 'x'], 2))).toBe(SHARED.replace('{x: 1}', '{x: 2}'));
    expect(edit(SHARED, set(['e', 'a', 'enabled'], false))).toBe(
      SHARED.replace('env: *b\n', 'env: *b\n    enabled: false\n'),
    );
  });

  it('leaves names with a question mark alone', () => {
    expect(edit('? a\n: b: 1\n', set(['a', 'b'], 2))).toMatch(/^ConfigTooComplex.*unusual/);
  });
});
