import type { NewServer } from '../../../shared/actions.ts';
import type { ConfigScope } from '../../../shared/domain.ts';
import { applyEdits } from '../formats/edits.ts';
import { isObject } from '../formats/intent.ts';
import { readerFor } from '../formats/registry.ts';
import { captureMember, restoreMember } from '../formats/restore.ts';
import type { ConfigDocument, ConfigValue, KeyPath } from '../formats/types.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import { afterPlan, memoryFiles, newServer } from './in-memory-files.ts';
import type { ClientAdapter, ClientFiles, EditPlan, RawEntry } from './types.ts';

/** One machine of each system. */
export const MACHINES = [
  { platform: 'linux', home: '/home/user', project: '/srv/app' },
  { platform: 'darwin', home: '/Users/me', project: '/Users/me/app' },
  { platform: 'win32', home: 'C:\\Users\\me', project: 'C:\\src\\app' },
] as const;

/** Windows, with a project inside WSL. */
export const WSL = {
  platform: 'win32',
  home: 'C:\\Users\\me',
  project: '\\\\wsl.localhost\\Ubuntu\\home\\me\\app',
} as const;

export type Machine = (typeof MACHINES)[number] | typeof WSL;
export type Texts = Readonly<Record<string, string>>;

export const SERVERS: Readonly<Record<NewServer['transport'], Partial<NewServer>>> = {
  stdio: {
    transport: 'stdio',
    command: 'node',
    args: ['-y', '@x/y', 'a b'],
    env: { KEY: 'v alue', OFF: 'no' },
  },
  http: { transport: 'http', url: 'https://a.test/mcp', headers: { 'X-Tenant': 'one' } },
  sse: { transport: 'sse', url: 'https://a.test/sse', headers: { 'X-Tenant': 'one' } },
};

export function read(
  adapter: ClientAdapter,
  { platform, home, project }: Machine,
  texts: Texts,
): ClientFiles {
  return memoryFiles(adapter, { platform, home, texts, projects: [project] });
}

export function place(scope: ConfigScope, { project }: Machine) {
  return { scope, project: scope === 'user' ? null : project, bridge: false };
}

export function writable(adapter: ClientAdapter): readonly ConfigScope[] {
  return adapter.scopes.filter((scope) => scope !== 'managed');
}

/** The texts after adding a server; throws with the client's reason. */
export function added(
  adapter: ClientAdapter,
  machine: Machine,
  texts: Texts,
  scope: ConfigScope,
  fields: Partial<NewServer>,
): Texts {
  const files = read(adapter, machine, texts);
  const plan = adapter.add(files, newServer(fields), place(scope, machine));
  if (!plan.ok) throw new Error(`${plan.error.code}: ${plan.error.message}`);
  return { ...texts, ...afterPlan(files, plan.value) };
}

export function entryNamed(
  adapter: ClientAdapter,
  files: ClientFiles,
  scope: ConfigScope,
  name: string,
): RawEntry {
  const found = adapter.entries(files).find((one) => one.name === name && one.scope === scope);
  if (found === undefined) throw new Error(`no entry ${name} in scope ${scope}`);
  return found;
}

/** Two servers of each kind the client can load. */
export function pair(adapter: ClientAdapter, machine: Machine, scope: ConfigScope): Texts {
  const [wire = 'stdio'] = adapter.transports;
  const first = added(adapter, machine, {}, scope, { ...SERVERS[wire], name: 'alpha' });
  return added(adapter, machine, first, scope, { ...SERVERS[wire], name: 'beta' });
}

/** The texts after a plan, and what its inverse edits make of them. */
export function carriedOut(files: ClientFiles, plan: EditPlan, texts: Texts) {
  const after: Record<string, string> = { ...texts };
  const before: Record<string, string> = { ...texts };
  for (const { path, format, ops } of plan.edits) {
    const document = files.document(path);
    const edited = verifiedEdit(document ?? parse('', format), ops);
    if (!edited.ok) throw new Error(edited.error.message);
    after[path] = edited.value.text;
    if (document !== null) before[path] = applyEdits(edited.value.text, edited.value.inverse);
  }
  return { after, inverse: (): Texts => before };
}

/**
 * Switches “alpha” off and on as its `enablement` says it can be; throws where that is not so. `back`: the texts
 * with the first change taken back. `off`, `on`: the entries after each change.
 */
export function switchedRound(adapter: ClientAdapter, machine: Machine, scope: ConfigScope, texts: Texts) {
  const files = read(adapter, machine, texts);
  const entry = entryNamed(adapter, files, scope, 'alpha');
  const plan = adapter.setEnabled(files, entry, false);
  const entriesOf = (now: Texts) => adapter.entries(read(adapter, machine, now));
  if (entry.enablement === 'unsupported') {
    if (plan === 'park' || plan.ok) throw new Error('it switches what it says it cannot');
    return { back: texts, off: entriesOf(texts), on: entriesOf(texts) };
  }
  if ((plan === 'park') !== (entry.enablement === 'parked')) throw new Error('it is switched another way');
  if (plan === 'park') {
    const { path } = entry.location;
    const { gone, back } = parkedRound(files, entry);
    return {
      back: { ...texts, [path]: back },
      off: entriesOf({ ...texts, [path]: gone }),
      on: entriesOf({ ...texts, [path]: back }),
    };
  }
  if (!plan.ok) throw new Error(plan.error.message);
  const { after, inverse } = carriedOut(files, plan.value, texts);
  const offFiles = read(adapter, machine, after);
  const off = entryNamed(adapter, offFiles, scope, 'alpha');
  if (off.enabled || off.disabledBy === null) throw new Error('it does not say that it is off, and where');
  const again = adapter.setEnabled(offFiles, off, true);
  if (again === 'park' || !again.ok) throw new Error('it does not switch on again');
  return {
    back: inverse(),
    off: entriesOf(after),
    on: entriesOf({ ...after, ...afterPlan(offFiles, again.value) }),
  };
}

export function parkedRound(files: ClientFiles, entry: RawEntry) {
  const document = files.document(entry.location.path);
  if (document === null) throw new Error('an entry without a document');
  const captured = captureMember(document, entry.path);
  const gone = verifiedEdit(document, [{ op: 'remove', path: entry.path }]);
  if (!captured.ok || !gone.ok) throw new Error('the entry cannot be taken out');
  const back = restoreMember(gone.value.document, captured.value);
  if (!back.ok) throw new Error(back.error.message);
  return { gone: gone.value.text, back: back.value.text };
}

/** Edits of nonsense may be refused, with a reason; they must not throw. */
export function tryOut(files: ClientFiles, plan: EditPlan): void {
  for (const { path, format, ops } of plan.edits) {
    const edited = verifiedEdit(files.document(path) ?? parse('', format), ops);
    if (!edited.ok && edited.error.message === '') throw new Error(`${edited.error.code} without a reason`);
  }
}

const WRONG: readonly ConfigValue[] = ['', 'text', 7, true, null, [], ['x', 1, null], {}, { x: { y: [1] } }];
const WHOLE = ['', '[]', '7', '"text"', 'null', '{}', '{"__proto__":{"x":1},"constructor":{"y":[]}}'];

/** The client's files with every value, one at a time, of another kind than it should be. */
export function* nonsense(adapter: ClientAdapter, machine: Machine): Generator<Texts> {
  const [scope] = writable(adapter);
  const off = scope === undefined ? {} : switchedOff(adapter, machine, scope);
  const state = read(adapter, machine, off);
  for (const { path, format } of state.locations) {
    const document = state.document(path);
    const whole = WHOLE.filter((text) => 'document' in readerFor(format).parse(text));
    for (const text of whole) yield { ...off, [path]: text };
    // Only paths differ between systems; one of them is enough for the many small cases.
    if (document === null || machine.platform !== 'linux') continue;
    for (const at of pathsIn(document.get([]) ?? null)) {
      for (const value of WRONG) {
        const changed = verifiedEdit(document, [{ op: 'set', path: at, value }]);
        if (changed.ok) yield { ...off, [path]: changed.value.text };
      }
    }
  }
}

/** Two servers, one of them off where the client has a switch, so that the files of switches are there too. */
function switchedOff(adapter: ClientAdapter, machine: Machine, scope: ConfigScope): Texts {
  const texts = pair(adapter, machine, scope);
  const files = read(adapter, machine, texts);
  const plan = adapter.setEnabled(files, entryNamed(adapter, files, scope, 'alpha'), false);
  return plan !== 'park' && plan.ok ? carriedOut(files, plan.value, texts).after : texts;
}

function pathsIn(value: ConfigValue, at: KeyPath = []): readonly KeyPath[] {
  const inside = Array.isArray(value)
    ? value.map((item: ConfigValue, index) => [index, item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  const below = inside.flatMap(([key, item]) => pathsIn(item, [...at, key]));
  return at.length === 0 ? below : [at, ...below];
}

function parse(text: string, format: ConfigDocument['format']): ConfigDocument {
  const result = readerFor(format).parse(text);
  if ('problem' in result) throw new Error(result.problem.message);
  return result.document;
}
