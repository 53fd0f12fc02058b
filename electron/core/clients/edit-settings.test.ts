import { describe, expect, test } from 'vitest';
import { settingFits } from '../../../shared/entry-settings.ts';
import type { SettingId, SettingValue, SettingView } from '../../../shared/entry-settings.ts';
import { editEntry, newText } from './edit-entry.ts';
import { settingOps } from './edit-settings.ts';
import { settingViews } from './entry-settings.ts';
import { afterPlan, memoryFiles, newServer } from './in-memory-files.ts';
import { ADAPTERS } from './registry.ts';
import { isRecord } from './shared-parts.ts';
import type { ClientAdapter } from './types.ts';

const USER = { scope: 'user', project: null, bridge: false } as const;
const SERVERS = {
  stdio: newServer({ name: 'one', transport: 'stdio', command: 'npx', args: ['-y', 'x'], env: { A: '1' } }),
  http: newServer({ name: 'one', headers: { 'X-One': '1' } }),
};

type Texts = Readonly<Record<string, string>>;
type Value = string | number | string[] | null;

function start(adapter: ClientAdapter, kind: keyof typeof SERVERS): Texts {
  const files = memoryFiles(adapter);
  const plan = adapter.add(files, SERVERS[kind], USER);
  if (!plan.ok) throw new Error(`${adapter.id}: ${plan.error.message}`);
  return afterPlan(files, plan.value);
}

function subjectOf(adapter: ClientAdapter, texts: Texts) {
  const files = memoryFiles(adapter, { texts });
  const [entry] = adapter.entries(files);
  if (entry === undefined) throw new Error('no entry');
  const stored = files.document(entry.location.path)?.get(entry.path) ?? null;
  const fields = adapter.fields?.(entry, stored) ?? null;
  if (fields === null || !isRecord(stored)) throw new Error('no fields');
  return { files, entry, fields, stored };
}

const viewsOf = (adapter: ClientAdapter, texts: Texts): readonly SettingView[] => {
  const { entry, fields, stored } = subjectOf(adapter, texts);
  return settingViews(fields.settings, stored).filter(({ goesWith }) =>
    settingFits(goesWith, entry.transport),
  );
};

/** The texts after setting one, or the code of its refusal. */
function withSetting(adapter: ClientAdapter, texts: Texts, id: SettingId, value: Value): Texts | string {
  const { files, entry, fields, stored } = subjectOf(adapter, texts);
  const subject = { clientName: adapter.name, fields, entry, stored };
  const ops = settingOps(
    { clientName: adapter.name, settings: fields.settings, transport: entry.transport, stored },
    { [id]: value },
    (...text) => newText(subject, ...text),
  );
  if (!ops.ok) return ops.error.code;
  const { path, format } = entry.location;
  const placed = ops.value.map((op) => ({ ...op, path: [...entry.path, ...op.path] }));
  return {
    ...texts,
    ...afterPlan(files, { edits: [{ path, format, ops: placed, create: false }], notes: [] }),
  };
}

function changed(adapter: ClientAdapter, texts: Texts, id: SettingId, value: Value): Texts {
  const after = withSetting(adapter, texts, id, value);
  if (typeof after === 'string') throw new Error(after);
  return after;
}

const plain = (value: SettingValue): Value => (typeof value === 'object' ? [...value] : value);

const SAMPLES = { text: '/srv/app', texts: ['search', 'query'], duration: 30_000 } as const;

const cases = ADAPTERS.filter(({ scopes }) => scopes.includes('user')).flatMap((adapter) =>
  (['stdio', 'http'] as const)
    .filter((kind) => adapter.transports.includes(kind))
    .map((kind) => ({ name: adapter.name, kind, adapter })),
);

describe.each(cases)('a $kind server of $name', ({ adapter, kind }) => {
  test('takes each of its settings, reads it back, and is what it was once it is gone again', () => {
    const texts = start(adapter, kind);
    for (const { id, form, value: before } of viewsOf(adapter, texts)) {
      const sample = SAMPLES[form];
      const set = changed(adapter, texts, id, typeof sample === 'object' ? [...sample] : sample);
      const again = viewsOf(adapter, set).find((one) => one.id === id);
      expect(again).toMatchObject({ value: sample, problem: null });
      const [entry] = adapter.entries(memoryFiles(adapter, { texts: set }));
      expect(entry).toMatchObject({ problem: null, ignored: null, enabled: true });
      const back = changed(adapter, set, id, before === null ? null : plain(before));
      expect(back).toEqual(texts);
    }
  });
});

const find = (id: string): ClientAdapter => {
  const adapter = ADAPTERS.find((one) => one.id === id);
  if (adapter === undefined) throw new Error(id);
  return adapter;
};

test.each([
  ['codex', 'callTimeout', 1500, 'tool_timeout_sec = 1.5'],
  ['claude-code', 'timeout', 1500, '"timeout": 1500'],
  ['roo-code', 'timeout', 90_000, '"timeout": 90'],
  ['zed', 'timeout', 90_000, '"timeout": 90'],
  ['gemini-cli', 'timeout', 90_000, '"timeout": 90000'],
  ['kimi-code', 'callTimeout', 90_000, '"toolTimeoutMs": 90000'],
] as const)('%s writes %s in its own key and unit', (id, setting, value, text) => {
  expect(Object.values(changed(find(id), start(find(id), 'stdio'), setting, value))[0]).toContain(text);
});

test.each([
  ['roo-code', 'timeout', 1500],
  ['roo-code', 'timeout', 3_601_000],
  ['claude-code', 'timeout', 0.5],
  ['claude-code', 'timeout', 0],
  ['codex', 'cwd', ''],
  ['codex', 'callTimeout', 'soon'],
  ['goose', 'allowTools', []],
] as const)('%s refuses a %s of %j', (id, setting, value) => {
  const given = typeof value === 'object' ? [...value] : value;
  expect(withSetting(find(id), start(find(id), 'stdio'), setting, given)).toBe('InvalidRequest');
});

test.each([
  ['claude-code', 'stdio', 'allowTools'],
  ['codex', 'http', 'cwd'],
  ['cline', 'stdio', 'denyTools'],
] as const)('%s has for a %s server no %s', (id, kind, setting) => {
  const value = setting === 'cwd' ? '/srv' : ['a'];
  expect(withSetting(find(id), start(find(id), kind), setting, value)).toBe('Unsupported');
});

const CODEX = `[mcp_servers.kfuse]
url = "https://kfuse.test/mcp"   # the cluster
enabled_tools = [
  "logs_search", # daily
  "prometheus_query",
]
# disabled_tools = ["delete_all_entities"]
`;

test('the tools of a list come and go one by one, and comments stay (001:56-60)', () => {
  const path = '/home/user/.codex/config.toml';
  const after = changed(find('codex'), { [path]: CODEX }, 'allowTools', ['logs_search', 'traces']);
  expect(after[path]).toContain('"logs_search", # daily');
  expect(after[path]).toContain('# disabled_tools = ["delete_all_entities"]');
  expect(after[path]).not.toContain('enabled =');
  const views = viewsOf(find('codex'), after);
  expect(views.find(({ id }) => id === 'allowTools')?.value).toEqual(['logs_search', 'traces']);
});

test('Copilot says “*” for all tools, also after a list of some', () => {
  const path = '/home/user/.copilot/mcp-config.json';
  const texts = start(find('copilot-cli'), 'http');
  const some = changed(find('copilot-cli'), texts, 'allowTools', ['search']);
  expect(JSON.parse(some[path] ?? '').mcpServers.one.tools).toEqual(['search']);
  expect(changed(find('copilot-cli'), some, 'allowTools', null)).toEqual(texts);
});

test('a value of another form than the client’s is told and left alone', () => {
  const path = '/home/user/.codex/config.toml';
  const texts = {
    [path]: `[mcp_servers.one]\ncommand = "x"\nenv_vars = ["HOME", { name = "T", source = "remote" }]\n`,
  };
  expect(viewsOf(find('codex'), texts).find(({ id }) => id === 'passedVariables')).toMatchObject({
    value: ['HOME'],
    problem: '“env_vars” holds more than names.',
  });
  expect(withSetting(find('codex'), texts, 'passedVariables', ['A'])).toBe('Unsupported');
});

test('a hidden part of a text is never written', () => {
  const path = '/home/user/.claude.json';
  const texts = {
    [path]: JSON.stringify({
      mcpServers: {
        one: {
          type: 'http',
          url: 'https://a.test',
          headersHelper: 'sh -c "echo sk-ant-REDACTED0123456789abcdefghij"',
        },
      },
    }),
  };
  const view = viewsOf(find('claude-code'), texts).find(({ id }) => id === 'headersCommand');
  expect(view?.value).not.toContain('0123456789abcdefghij');
  expect(changed(find('claude-code'), texts, 'headersCommand', view?.value as string)).toEqual(texts);
  expect(withSetting(find('claude-code'), texts, 'headersCommand', `${String(view?.value)} x`)).toBe(
    'InvalidRequest',
  );
});

test('fields and settings of one entry change together', () => {
  const { fields, entry, stored } = subjectOf(find('codex'), start(find('codex'), 'stdio'));
  const edit = editEntry({ clientName: 'Codex', fields, entry, stored }, { command: 'bunx' });
  expect(edit.ok && edit.value.ops).toEqual([{ op: 'set', path: ['command'], value: 'bunx' }]);
});
