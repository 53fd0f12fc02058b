import { expect, test } from 'vitest';
import { toolHeaders } from './tool-headers.ts';
import { isDestructiveName } from './tool-risk.ts';

test.each(['delete_item', 'deleteItem', 'DropTable', 'users.remove', 'bulk-delete', 'HTTPDelete', 'purge'])(
  '%s says that it takes something away',
  (name) => expect(isDestructiveName(name)).toBe(true),
);

test.each(['list_items', 'get_deleted_items', 'search', 'raindrop_list', 'prometheus_search_label_values'])(
  '%s does not',
  (name) => expect(isDestructiveName(name)).toBe(false),
);

const SCHEMA = {
  properties: {
    region: { type: 'string', 'x-mcp-header': 'Region' },
    dry: { type: 'boolean', 'x-mcp-header': 'Dry' },
    count: { type: 'integer', 'x-mcp-header': 'Count' },
    ratio: { type: 'number', 'x-mcp-header': 'Ratio' },
    bad: { type: 'string', 'x-mcp-header': 'no good\r\nx: y' },
    inner: { properties: { zone: { type: 'string', 'x-mcp-header': 'Zone' } } },
    absent: { type: 'string', 'x-mcp-header': 'Absent' },
  },
};

test('a call carries its tool and the marked arguments in headers', () => {
  const given = { region: 'eu', dry: false, count: 3, ratio: 0.5, bad: 'x', inner: { zone: 'a' } };
  expect(toolHeaders('query', SCHEMA, given)).toEqual({
    'mcp-name': 'query',
    'mcp-param-region': 'eu',
    'mcp-param-dry': 'false',
    'mcp-param-count': '3',
    'mcp-param-zone': 'a',
  });
});

test('what a header cannot hold is encoded, so that nothing can be added to it', () => {
  const headers = toolHeaders('größe', SCHEMA, { region: 'eu\r\nauthorization: x' });
  expect(headers['mcp-name']).toBe(`=?base64?${Buffer.from('größe').toString('base64')}?=`);
  expect(headers['mcp-param-region']).toMatch(/^=\?base64\?[\w+/=]+\?=$/);
  expect(new Headers(headers).has('authorization')).toBe(false);
});

test('a schema that is junk adds nothing', () => {
  for (const schema of [null, 7, [], { properties: [] }, { properties: { region: null } }]) {
    expect(toolHeaders('x', schema, { region: 'eu' })).toEqual({ 'mcp-name': 'x' });
  }
});
