import type { AddTarget, ChangeAction, ChangePreview, NewServer } from '../../shared/actions.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Bridge, Channel, ChannelInput, EventName, Events, Handlers } from '../../shared/ipc.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import type { SessionSignIn } from '../../shared/session-sign-in.ts';
import { afterEvent, nextStep } from '../../shared/sign-in-round.ts';
import type { RoundEvent, RoundStep, SignInRound } from '../../shared/sign-in-round.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { ToolView } from '../../shared/tools.ts';
import { createListeners } from '../link.ts';
import type { Link } from '../link.ts';

export interface FakeBridge extends Link {
  /** All calls so far, for tests. */
  readonly calls: readonly { readonly channel: Channel; readonly input: unknown }[];
  snapshot(): Snapshot;
  /** Puts a new snapshot in place, with the next revision, and tells the window. */
  update(change: (snapshot: Snapshot) => Partial<Snapshot>): void;
  emit<E extends EventName>(event: E, payload: Events[E]): void;
}

/** A core that only pretends: it answers every channel from one snapshot and writes nowhere. */
export function createFakeBridge(initial: Snapshot, overrides: Partial<Handlers> = {}): FakeBridge {
  let snapshot = initial;
  const calls: { channel: Channel; input: unknown }[] = [];
  const events = createListeners<[EventName, Events[EventName]]>();
  const update = (change: (old: Snapshot) => Partial<Snapshot>) => {
    snapshot = { ...snapshot, ...change(snapshot), revision: snapshot.revision + 1 };
    events.emit('snapshot:changed', snapshot);
  };
  const entryOf = (ref: string) => snapshot.entries.find((entry) => entry.ref === ref);
  const patch = (ref: string, change: Partial<ServerEntry>) =>
    update((old) => ({
      entries: old.entries.map((entry) => (entry.ref === ref ? { ...entry, ...change } : entry)),
    }));

  const send = (event: RoundEvent) =>
    update((old) => ({
      signInRound: old.signInRound === null ? null : afterEvent(old.signInRound, event),
    }));

  const handlers: Handlers = {
    'snapshot:get': async () => ok(snapshot),
    'change:preview': async ({ action }) => ok(previewOf(action, snapshot)),
    'history:forget': async () => ok({ sentences: ['The old value is gone from MCP Tray’s history.'] }),
    'secret:copy': async () => ok(null),
    'change:apply': async ({ action }) => {
      const { title } = previewOf(action, snapshot);
      if (action.kind === 'disable' || action.kind === 'enable') {
        const enabled = action.kind === 'enable';
        const entry = entryOf(action.ref);
        if (entry !== undefined) {
          patch(action.ref, { enabled, can: { ...entry.can, disable: enabled, enable: !enabled } });
        }
      }
      if (action.kind === 'remove') {
        update((old) => ({ entries: old.entries.filter((entry) => entry.ref !== action.ref) }));
      }
      const id = `c${snapshot.revision}`;
      return ok({
        id,
        title: title.replace('?', ''),
        refs: 'ref' in action ? [action.ref] : snapshot.entries.slice(0, 2).map(({ ref }) => ref),
        files: [],
        notes: ['Start a new Codex session to apply.'],
      });
    },
    'paste:recognise': async ({ text }) => ok({ servers: recognise(text), hints: [] }),
    'server:check': async ({ refs }) => {
      for (const ref of refs) {
        const entry = entryOf(ref);
        if (entry === undefined) continue;
        patch(ref, { connection: { ...entry.connection, checkedAt: Date.now() } });
      }
      return ok(null);
    },
    'checks:pause': async ({ until }) => {
      const pausedBy = until === null ? null : 'person';
      const end = until === 'resumed' ? null : until;
      update(() => ({ background: { pausedBy, until: end, quietUntil: 0 } }));
      return ok(null);
    },
    'server:doctor': async ({ ref }) =>
      ok({
        ref,
        stages: [
          { name: 'Name', state: 'ok', text: 'The host name is known.', next: null },
          { name: 'Connection', state: 'ok', text: 'Port 443 answers.', next: null },
          {
            name: 'Certificate',
            state: 'failed',
            text: 'The certificate ended yesterday, 18:20.',
            next: 'Ask whoever runs the server to renew it.',
          },
          { name: 'MCP', state: 'skipped', text: 'Not tried.', next: null },
        ],
        debug: { command: 'codex --debug', folder: null, tells: 'Codex writes what it does to a file.' },
      }),
    'server:tools': async () => ok({ tools: TOOLS, note: null, tookMs: 412 }),
    'server:call-tool': async ({ tool, arguments: values }) =>
      ok({
        ok: true,
        text: JSON.stringify({ tool, ...values }, null, 2),
        tookMs: 86,
        itemCount: 1,
        hint: null,
      }),
    'server:cancel-call': async () => ok(null),
    'server:text': async ({ ref }) => {
      const entry = entryOf(ref);
      return entry === undefined
        ? fail('EntryNotFound')
        : ok({ text: textOf(entry), path: entry.file, line: entry.line });
    },
    'sign-in:start': async ({ ref }) => {
      update((old) => ({
        operations: [
          ...old.operations,
          {
            id: ref,
            kind: 'sign-in',
            ref,
            phase: 'Waiting for your browser…',
            startedAt: Date.now(),
            cancellable: true,
            code: null,
          },
        ],
      }));
      return ok(null);
    },
    'wsl:set': async () => ok(null),
    'client:look': async () => ok(null),
    'sign-in:look': async ({ owner }) => {
      update((old) => ({ closedStores: old.closedStores.filter((store) => store.owner !== owner) }));
      return ok(null);
    },
    'sign-in:guide': async () =>
      ok({
        steps: ['Open a terminal.', 'Run “codex mcp login x”.'],
        command: 'codex mcp login x',
        folder: null,
        opens: null,
        out: null,
      }),
    'client:open': async () => ok(null),
    'sign-in-round:open': async ({ ref }) => {
      const key = entryOf(ref)?.serverKey;
      const round = fakeRound(snapshot.entries.filter(({ serverKey }) => serverKey === key));
      update(() => ({ signInRound: round }));
      return ok(round);
    },
    'sign-in-round:start': async () => {
      send({ type: 'start' });
      const next = snapshot.signInRound === null ? null : nextStep(snapshot.signInRound);
      if (next !== null) send({ type: 'begin', id: next.id });
      return ok(null);
    },
    'sign-in-round:step': async ({ id, what }) => {
      send(what === 'confirm' ? { type: 'done', id, detail: 'Signed in.' } : { type: what, id });
      return ok(null);
    },
    'sign-in-round:stop': async () => {
      send({ type: 'stop' });
      return ok(null);
    },
    'sign-in-round:forget': async () => {
      update(() => ({ signInRound: null }));
      return ok(null);
    },
    'session-sign-in:start': async ({ ref, tenantId }) => {
      const session = fakeSession(ref, tenantId);
      update(() => ({ sessionSignIns: [session] }));
      return ok(session);
    },
    'session-sign-in:check': async ({ ref }) => {
      const session = snapshot.sessionSignIns.find((one) => one.ref === ref);
      return session === undefined ? fail('InvalidRequest') : ok(session);
    },
    'session-sign-in:end': async () => {
      update(() => ({ sessionSignIns: [] }));
      return ok(null);
    },
    'sign-in:open-page': async () => ok(null),
    'sign-in:cancel': async ({ ref }) => {
      update((old) => ({ operations: old.operations.filter((operation) => operation.ref !== ref) }));
      return ok(null);
    },
    'sign-in:end': async () => ok({ sentences: ['Signed out.'], complete: true }),
    'sign-in:disconnect': async ({ refs }) => {
      update((old) => ({ signIns: old.signIns.filter(({ ref }) => !refs.includes(ref)) }));
      const sentences = ['Revoked at auth.example.net.', 'Removed.'];
      return ok({ receipts: refs.map((ref) => ({ ref, sentences, complete: true })) });
    },
    'keychain:check': async () => ok(null),
    'project:add': async ({ path }) => {
      update((old) => ({ projects: [...old.projects, { path, source: 'added' }] }));
      return ok(null);
    },
    'project:remove': async ({ path }) => {
      update((old) => ({ projects: old.projects.filter((project) => project.path !== path) }));
      return ok(null);
    },
    'project:choose': async () => fail('Unsupported'),
    'file:reveal': async () => ok(null),
    ...overrides,
  };

  const bridge: Bridge = {
    host: 'browser',
    call(channel, input) {
      calls.push({ channel, input });
      return callHandler(handlers, channel, input);
    },
    on: (event, listener) =>
      events.add((name, payload) => {
        if (name === event) listener(payload as Events[typeof event]);
      }),
  };
  return {
    bridge,
    state: () => 'open',
    subscribe: () => () => undefined,
    calls,
    snapshot: () => snapshot,
    update,
    emit: events.emit,
  };
}

/** A sign-in inside a server's session that waits for its code. */
export function fakeSession(ref: string, tenantId: string | null): SessionSignIn {
  const code = {
    userCode: 'WDJB-MJHT',
    verificationUri: 'https://identity.example.net/device',
    verificationUriComplete: null,
    expiresAt: Date.now() + 600_000,
  };
  return {
    ref,
    state: 'waiting',
    tenantId,
    code,
    expiresAt: null,
    identity: null,
    checkedAt: null,
    keepsSession: true,
    error: null,
  };
}

/** One step for each place; places without a command are for the person. */
function fakeRound(entries: readonly ServerEntry[]): SignInRound {
  const steps = entries.map((entry): RoundStep => {
    const byHand = !entry.can.clientSignIn;
    const steps = ['Open its list of MCP servers.', `Choose ${entry.name} and sign in there.`];
    return {
      id: entry.ref,
      ref: entry.ref,
      owner: entry.client,
      way: byHand ? 'by-hand' : 'client',
      state: entry.auth.owner === entry.client ? 'done' : byHand ? 'needs-you' : 'waiting',
      detail: entry.auth.owner === entry.client ? 'Already signed in.' : null,
      next: null,
      guide: {
        steps,
        command: byHand ? null : `codex mcp login ${entry.name}`,
        folder: null,
        out: null,
        opens: byHand ? 'Open its settings' : null,
      },
    };
  });
  const { serverKey = '', name = '' } = entries[0] ?? {};
  return { serverKey, name, going: false, fromBefore: false, steps };
}

const TOOLS: readonly ToolView[] = [
  makeTool('search_metrics', 'Finds metrics by a part of their name, newest first.', { readOnly: true }),
  makeTool(
    'query_range',
    'Runs a query over a span of time and gives one series per set of labels.\nSpans longer than a week are sampled down to one point per hour, so that the answer stays small enough to read.',
    { readOnly: true },
  ),
  makeTool('create_dashboard', 'Makes a dashboard from a list of queries.'),
  makeTool('delete_dashboard', 'Deletes a dashboard and everything on it.', { destructive: true }),
];

export function makeTool(name: string, description: string, part: Partial<ToolView> = {}): ToolView {
  const inputSchema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
  return { name, title: null, description, readOnly: false, destructive: false, inputSchema, ...part };
}

function callHandler<C extends Channel>(handlers: Handlers, channel: C, input: ChannelInput<C>) {
  return handlers[channel](input);
}

function previewOf(action: ChangeAction, snapshot: Snapshot): ChangePreview {
  if (action.kind === 'add') return previewAdd(action.servers, action.targets, snapshot);
  const entry = 'ref' in action ? snapshot.entries.find(({ ref }) => ref === action.ref) : undefined;
  const client = snapshot.clients.find(({ id }) => id === entry?.client)?.name ?? 'Codex';
  const name = entry?.name ?? 'the last change';
  const verb = {
    disable: 'Disable',
    enable: 'Enable',
    remove: 'Remove',
    edit: 'Change',
    rename: 'Rename',
    copy: 'Copy',
    fix: 'Take secrets out of',
    protect: 'Keep private:',
    undo: 'Undo',
    redo: 'Do again:',
  }[action.kind];
  const path = entry?.file ?? '/home/me/.codex/config.toml';
  const diff = {
    disable: '@@ -31,3 +31,4 @@\n [mcp_servers.kfuse-prod]\n+enabled = false\n url = "https://x"\n # end',
    enable: '@@ -31,4 +31,3 @@\n [mcp_servers.kfuse-prod]\n-enabled = false\n url = "https://x"\n # end',
    remove:
      '@@ -30,4 +30,2 @@\n # team servers\n-[mcp_servers.kfuse-prod]\n-url = "https://kfuse-prod.example.com/mcp"\n # end',
    edit: '@@ -31,3 +31,3 @@\n [mcp_servers.kfuse-prod]\n-url = "https://x"\n+url = "https://y"\n # end',
    rename: '@@ -31,3 +31,3 @@\n-[mcp_servers.kfuse-prod]\n+[mcp_servers.kfuse]\n url = "https://x"\n # end',
    copy: '@@ -31,0 +31,2 @@\n+[mcp_servers.kfuse-prod]\n+url = "https://x"',
    fix: '@@ -32,1 +32,1 @@\n-"Authorization": "••••••"\n+"Authorization": "Bearer ${KFUSE_TOKEN}"',
    protect: '@@ -1,1 +1,1 @@\n-rw-r--r-- (0644)\n+rw------- (0600)',
    undo: '@@ -31,4 +31,3 @@\n [mcp_servers.kfuse-prod]\n-enabled = false\n url = "https://x"\n # end',
    redo: '@@ -31,3 +31,4 @@\n [mcp_servers.kfuse-prod]\n+enabled = false\n url = "https://x"\n # end',
  }[action.kind];
  return {
    title: `${verb} ${name}${entry === undefined ? '' : ` in ${client}`}?`,
    files: [{ path, diff: `--- a\n+++ b\n${diff}`, creates: false, deletes: false, unchangedLines: 30 }],
    notes: [],
    refused: [],
    base: { [path]: 'hash' },
  };
}

function previewAdd(
  servers: readonly NewServer[],
  targets: readonly AddTarget[],
  snapshot: Snapshot,
): ChangePreview {
  const name = servers.map((server) => server.name).join(', ');
  return {
    title: `Add ${name}`,
    files: targets.map((target) => {
      const file = snapshot.files.find(({ client }) => client === target.client)?.path ?? target.client;
      const lines = servers.flatMap((server) => [
        `+[mcp_servers.${server.name}]`,
        `+url = "${server.url ?? ''}"`,
      ]);
      return {
        path: file,
        diff: `@@ -30,0 +30,${lines.length} @@\n${lines.join('\n')}`,
        creates: false,
        deletes: false,
        unchangedLines: 30,
      };
    }),
    notes: [],
    refused: [],
    base: {},
  };
}

/** Just enough recognition to drive the dialog: addresses, and the fields of our own JSON form. */
function recognise(text: string) {
  const url = /https?:\/\/[^\s"']+/.exec(text)?.[0];
  const name = /"mcpServers":\{"([^"]*)"/.exec(text)?.[1] ?? /(\S+)\s+https?:/.exec(text)?.[1];
  if (url === undefined) return [];
  const placeholder = /<[A-Z_]+>/.exec(url)?.[0];
  return [
    {
      server: {
        name: name ?? new URL(url.replaceAll(/[<>]/g, 'x')).hostname.split('.')[0] ?? 'server',
        transport: 'http' as const,
        url,
        command: null,
        args: [],
        env: {},
        headers: {},
        bearerTokenEnvVar: null,
      },
      source: text.includes('claude mcp') ? 'a Claude Code command' : 'a web address',
      targets: text.includes('claude mcp')
        ? [{ client: 'claude-code', scope: 'user' as const, project: null, bridge: false }]
        : [],
      placeholders: placeholder === undefined ? [] : [{ field: 'url', text: placeholder }],
      problems: url.startsWith('http://') ? ['The address is not encrypted.'] : [],
      warnings: [],
    },
  ];
}

function textOf(entry: ServerEntry): string {
  const value =
    entry.url === null ? { command: entry.command, args: entry.args } : { type: 'http', url: entry.url };
  return entry.client === 'codex'
    ? `[mcp_servers.${entry.name}]\nenabled = ${entry.enabled}\nurl = "${entry.url ?? ''}"`
    : `"${entry.name}": ${JSON.stringify(value, null, 2)}`;
}
