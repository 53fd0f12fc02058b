import { expect, it } from 'vitest';
import { dedent } from './dedent.ts';

it('brings a JSON member to the left edge', () => {
  expect(dedent('"a": {\n      "url": "x"\n    }')).toBe('"a": {\n  "url": "x"\n}');
});

it('leaves a TOML table as it is', () => {
  expect(dedent('[mcp_servers.a]\r\nurl = "x"\r\n')).toBe('[mcp_servers.a]\nurl = "x"\n');
});

it('does not count blank lines', () => {
  expect(dedent('{\n\n  "a": 1\n  }')).toBe('{\n\n"a": 1\n}');
});

it('keeps the levels of YAML', () => {
  expect(dedent('  a:\n    x: 1\n    y:\n    - z')).toBe('a:\n  x: 1\n  y:\n  - z');
  expect(dedent('- name: a\n  x: 1')).toBe('- name: a\n  x: 1');
});
