import { ok } from '../../../shared/errors.ts';
import type { Handlers } from '../../../shared/ipc.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import type { HostEnv } from '../../core/host-env.ts';
import { runProgram } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { coreDouble } from './core-double.ts';
import type { CoreDouble } from './core-double.ts';

export interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** What was shown for a moment, one after the other. */
  readonly live: readonly string[];
  readonly core: CoreDouble;
  readonly projects: readonly string[];
}

/** Runs the program in this process against a double of the core and a terminal that remembers. */
export async function runWith(
  argv: readonly string[],
  options: {
    snapshot?: Snapshot;
    handlers?: Partial<Handlers>;
    /** Handlers that change the core's state while they run. */
    handlersOf?: (change: (snapshot: Snapshot) => void) => Partial<Handlers>;
    /** To every question, or one after the other; '' is Enter alone. */
    answer?: 'y' | 'n' | '' | readonly ('y' | 'n' | '')[];
    input?: string;
    columns?: number;
    colour?: boolean;
    signal?: AbortSignal;
    onOut?: (text: string, core: CoreDouble) => void;
    /** Gets the function that types a line. */
    onReading?: (typeLine: () => void) => void;
    rendererDir?: string;
    vars?: Record<string, string>;
  } = {},
): Promise<Run> {
  const changing = options.handlersOf?.((snapshot) => core.change(snapshot));
  const core = coreDouble({ ...options, handlers: { ...options.handlers, ...changing } });
  let out = '';
  let err = '';
  const live: string[] = [];
  let projects: readonly string[] = [];
  const answers = typeof options.answer === 'object' ? [...options.answer] : [];
  const terminal: Terminal = {
    cwd: '/home/me/app',
    canAsk: options.answer !== undefined,
    colour: options.colour ?? false,
    size: () => (options.columns === undefined ? null : { columns: options.columns, rows: 24 }),
    out(text) {
      out += text;
      options.onOut?.(text, core);
      return true;
    },
    err(text) {
      err += text;
    },
    live: (line) => void live.push(line),
    drained: async () => undefined,
    async confirm(question, byDefault = false) {
      err += question;
      const said = typeof options.answer === 'object' ? answers.shift() : options.answer;
      return said === '' ? byDefault : said === 'y';
    },
    readInput: async (limit) => ((options.input ?? '').length > limit ? null : (options.input ?? '')),
    onLine(listener) {
      options.onReading?.(listener);
      return () => undefined;
    },
  };
  const exitCode = await runProgram(argv, {
    env: { ...ENV, vars: options.vars ?? {} },
    terminal,
    signal: options.signal ?? new AbortController().signal,
    isFolder: async (path) => path !== '/no/such/folder',
    rendererDir: options.rendererDir ?? '/nowhere',
    createCore: async (_ports, given) => {
      projects = given.projects;
      return core;
    },
  });
  return { exitCode, out, err, live, core, projects };
}

const ENV: HostEnv = {
  platform: 'linux',
  home: '/home/me',
  tmp: '/tmp',
  user: 'me',
  vars: {},
  stateDir: '/home/me/.local/state/mcp-tray',
  version: '9.8.7',
};

/** A `change:preview` and `change:apply` pair that records what it was asked; recognises nothing. */
export function changeRecorder(): { handlers: Partial<Handlers>; asked: unknown[] } {
  const asked: unknown[] = [];
  return {
    asked,
    handlers: {
      'paste:recognise': async () => ok({ servers: [], hints: [] }),
      'change:preview': async (input) => {
        asked.push({ preview: input.action });
        return ok({
          title: 'Remove kfuse from Codex',
          files: [
            {
              path: '/home/me/.codex/config.toml',
              diff: '@@ -1,2 +1,1 @@\n [mcp_servers.kfuse]\n-enabled = true\n',
              creates: false,
              deletes: false,
              unchangedLines: 3,
            },
          ],
          notes: ['Start a new Codex session.'],
          refused: [],
          base: { '/home/me/.codex/config.toml': 'hash' },
        });
      },
      'change:apply': async (input) => {
        asked.push({ apply: input.action, base: input.base });
        return ok({
          id: 'c1',
          title: 'Removed kfuse from Codex',
          refs: ['codex:user:kfuse'],
          files: ['/home/me/.codex/config.toml'],
          notes: ['Start a new Codex session.'],
        });
      },
    },
  };
}
