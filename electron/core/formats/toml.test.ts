import { describe, expect, it } from 'vitest';
import { readerFor } from './registry.ts';
import { captureMember, restoreMember } from './restore.ts';
import type { ConfigDocument, ConfigValue, EditOp } from './types.ts';
import { verifiedEdit, verify } from './verified-edit.ts';

function open(text: string): ConfigDocument {
  const parsed = readerFor('toml').parse(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.document;
}

function edit(text: string, ...ops: EditOp[]): string {
  const result = verifiedEdit(open(text), ops);
  return result.ok ? result.value.text : result.error.code;
}

const add = (path: string[], value: ConfigValue): EditOp => ({ op: 'set', path, value });
const remove = (...path: (string | number)[]): EditOp => ({ op: 'remove', path });
const SERVER = { command: 'npx', args: ['-y', 'x'], env: { KEY: 'v' } };

const CONFIG = `# mine
model = "gpt-5"   # the good one
tui . theme = "dark"
big = 12345678901234567890
odd = [inf, nan, 1e400, 1979-05-27T07:32:00Z, 07:32:00]

# docs
[mcp_servers."a.b"]
command = "npx"
args = [
  "-y", # yes
  "docs",
]

[mcp_servers."a.b".env]
KEY = "v"
# KEY2 = "w"

# Remote, OAuth
[mcp_servers.remote]
url = "https://x.invalid/mcp"

[projects."/home/me"]
trust_level = "trusted"
`;

describe('adding', () => {
  it('puts a new table after the last server, parted as the file parts its tables', () => {
    expect(edit(CONFIG, add(['mcp_servers', 'new one'], SERVER))).toBe(
      CONFIG.replace(
        '\n[projects',
        '\n[mcp_servers."new one"]\ncommand = "npx"\nargs = ["-y", "x"]\n\n[mcp_servers."new one".env]\nKEY = "v"\n\n[projects',
      ),
    );
  });

  it('puts a new key into its table, above the heading of the next one', () => {
    expect(edit(CONFIG, add(['mcp_servers', 'a.b', 'enabled'], false))).toBe(
      CONFIG.replace('  "docs",\n]\n', '  "docs",\n]\nenabled = false\n'),
    );
  });

  it('flips a value in place', () => {
    const text = '[mcp_servers.a]\nenabled   =   true # for now\nurl="u"\n';
    expect(edit(text, add(['mcp_servers', 'a', 'enabled'], false))).toBe(text.replace('true', 'false'));
  });

  it.each([
    [
      'inline',
      'mcp_servers = { a = { url = "u" } } # all',
      'mcp_servers = { a = { url = "u" }, b = { url = "w" } } # all',
    ],
    [
      'dotted',
      'mcp_servers.a.url = "u"\r\nmodel = "m"\r\n',
      'mcp_servers.a.url = "u"\r\nmcp_servers.b.url = "w"\r\nmodel = "m"\r\n',
    ],
    [
      'inline entries',
      '[mcp_servers]\na = { url = "u" }\n',
      '[mcp_servers]\na = { url = "u" }\nb = { url = "w" }\n',
    ],
    [
      'a bare parent',
      '[mcp_servers]\n\n[tui]\nx = 1\n',
      '[mcp_servers]\n\n[mcp_servers.b]\nurl = "w"\n\n[tui]\nx = 1\n',
    ],
    [
      'no blank lines',
      '[mcp_servers.a]\nx=1\n[z]\n',
      '[mcp_servers.a]\nx=1\n[mcp_servers.b]\nurl = "w"\n[z]\n',
    ],
    ['an empty file', '', '[mcp_servers.b]\nurl = "w"\n'],
    ['a file of comments', '# mine\n', '# mine\n\n[mcp_servers.b]\nurl = "w"\n'],
    ['no final newline', '[a]\nx = 1', '[a]\nx = 1\n\n[mcp_servers.b]\nurl = "w"'],
  ])('writes as the file does: %s', (_style, text, result) => {
    expect(edit(text, add(['mcp_servers', 'b'], { url: 'w' }))).toBe(result);
  });

  it('opens the table of an entry that has only sub-tables', () => {
    expect(edit('[mcp_servers.a.env]\nK = "v"\n', add(['mcp_servers', 'a', 'enabled'], false))).toBe(
      '[mcp_servers.a]\nenabled = false\n\n[mcp_servers.a.env]\nK = "v"\n',
    );
  });

  it('appends to a list that runs over lines', () => {
    const op: EditOp = { op: 'append', path: ['mcp_servers', 'a.b', 'args'], value: 'more' };
    expect(edit(CONFIG, op)).toBe(CONFIG.replace('  "docs",\n', '  "docs",\n  "more",\n'));
  });
});

describe('removing', () => {
  it('takes a table with its sub-tables and leaves the headings of others', () => {
    const start = CONFIG.indexOf('\n[mcp_servers."a.b"]');
    const end = CONFIG.indexOf('\n\n# Remote');
    expect(edit(CONFIG, remove('mcp_servers', 'a.b'))).toBe(CONFIG.slice(0, start) + CONFIG.slice(end));
  });

  it('takes sub-tables that stand elsewhere, too', () => {
    const text = '[s.a]\nx = 1\n\n[z]\ny = 1\n\n[s.a.env]\nk = "v"\n';
    expect(edit(text, remove('s', 'a'))).toBe('[z]\ny = 1\n');
  });

  it('takes the lines of an entry that is spelled by dotted keys', () => {
    expect(edit('s.a.x = 1\nmodel = "m"\ns.a.y = 2\ns.b.x = 1\n', remove('s', 'a'))).toBe(
      'model = "m"\ns.b.x = 1\n',
    );
  });

  it('takes one of several tables of the same name', () => {
    const text = '[[s]]\nx = 1\n\n[[s]]\nx = 2\n';
    expect(edit(text, remove('s', 0))).toBe('[[s]]\nx = 2\n');
    expect(edit('[[s]]\nx = 1\n\n[z]\n', remove('s', 0))).toBe('[z]\n');
  });

  it('takes the line of a key whose value runs over lines', () => {
    expect(edit('a = 1\nb = """\n# text\n""" # why\nc = 3\n', remove('b'))).toBe('a = 1\nc = 3\n');
  });
});

describe('what is not done', () => {
  it.each<[string, EditOp, string]>([
    [CONFIG, add(['mcp_servers', 'x'], { a: null }), 'ConfigTooComplex'],
    [CONFIG, add(['model', 'x'], 1), 'ConfigTooComplex'],
    [CONFIG, add(['mcp_servers', 'remote'], 'text'), 'ConfigTooComplex'],
    [CONFIG, remove('mcp_servers', 'nobody'), 'EntryNotFound'],
    ['[[s]]\nx = 1\n', { op: 'append', path: ['s'], value: {} }, 'ConfigTooComplex'],
    ['s = { a.x = 1, a.y = 2 }\n', remove('s', 'a'), 'ConfigTooComplex'],
  ])('case %#', (text, op, code) => {
    expect(edit(text, op)).toBe(code);
  });

  it('ends the change when a value cannot be written', () => {
    const text = '[s.a]\nx = 1\n';
    const ops = [add(['s', 'b'], { x: '\uD800' }), add(['s', 'c'], { x: 1 })];
    expect(edit(text, ...ops)).toBe('EditVerificationFailed');
    expect(edit(text, ...ops.slice(0, 1))).toBe('EditVerificationFailed');
  });

  it('notices a changed integer beyond 2^53, a changed float text and a changed date', () => {
    const document = open(CONFIG);
    const ops = [add(['model'], 'string gpt-6')];
    const good = { start: CONFIG.indexOf('gpt-5'), end: CONFIG.indexOf('gpt-5') + 5, insert: 'gpt-6' };
    const replace = (old: string, insert: string) => {
      const start = CONFIG.indexOf(old);
      return verify(document, [good, { start, end: start + old.length, insert }], ops).ok;
    };
    expect(verify(document, [good], ops).ok).toBe(true);
    expect(replace('12345678901234567890', '12345678901234567891')).toBe(false);
    expect(replace('1e400', 'inf')).toBe(false);
    expect(replace('07:32:00]', '07:32:01]')).toBe(false);
    expect(replace('"trusted"', '"untrusted"')).toBe(false);
  });
});

describe('reading', () => {
  it('gives places, exact text and dates as text', () => {
    const document = open(CONFIG);
    expect(document.position(['mcp_servers', 'a.b'])).toEqual({ line: 8, column: 14 });
    expect(document.position(['mcp_servers', 'a.b', 'env', 'KEY'])).toEqual({ line: 16, column: 1 });
    expect(document.source(['mcp_servers', 'remote'])).toBe(
      '[mcp_servers.remote]\nurl = "https://x.invalid/mcp"',
    );
    expect(document.get(['odd', 3])).toBe('1979-05-27T07:32:00Z');
    expect(document.get(['tui', 'theme'])).toBe('dark');
    expect(Object.getPrototypeOf(document.get(['mcp_servers']))).toBeNull();
  });
});

describe('putting back', () => {
  it('gives scattered tables back as one piece', () => {
    const text = '[s.a]\nx = 1\n\n[z]\ny = 1\n\n[s.a.env]\nk = "v"\n';
    const captured = captureMember(open(text), ['s', 'a']);
    if (!captured.ok) throw new Error(captured.error.message);
    const back = restoreMember(open('[z]\ny = 2\n'), JSON.parse(JSON.stringify(captured.value)));
    expect(back.ok && back.value.text).toBe('[s.a]\nx = 1\n\n[s.a.env]\nk = "v"\n\n[z]\ny = 2\n');
  });

  it('finds the decorated heading it stood under', () => {
    const text = '# ----\n# one\n# ----\n[s.a]\nx = 1\n\n# ----\n# two\n# ----\n[s.b]\nx = 2\n';
    const captured = captureMember(open(text), ['s', 'b']);
    const rest = verifiedEdit(open(text), [remove('s', 'b')]);
    if (!captured.ok || !rest.ok) throw new Error('not captured');
    const back = restoreMember(rest.value.document, captured.value);
    expect(back.ok && back.value.text).toBe(text);
  });

  it('refuses a name that is in use again', () => {
    const captured = captureMember(open(CONFIG), ['mcp_servers', 'remote']);
    if (!captured.ok) throw new Error(captured.error.message);
    expect(restoreMember(open(CONFIG), captured.value)).toMatchObject({ error: { code: 'EntryExists' } });
  });
});
