import type { ClientView, Snapshot } from '../../../shared/snapshot.ts';
import { printJson } from '../answer.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { clientsJson } from '../json.ts';
import { printable } from '../printable.ts';
import { createStyle } from '../style.ts';
import { tableLines } from '../table.ts';
import { withCore } from '../with-core.ts';

const COLUMNS = [
  { title: 'CLIENT', shrinksTo: 12 },
  { title: 'ID' },
  { title: 'INSTALLED' },
  { title: 'LOADS' },
  { title: 'DISABLE' },
  { title: 'FILES', shrinksTo: 20 },
];

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { terminal } = context;
    const snapshot = core.snapshot();
    if (context.json) {
      printJson(context, clientsJson(snapshot));
      return { ok: true, value: EXIT.done };
    }
    const style = createStyle(terminal.colour);
    const lines = tableLines({
      columns: COLUMNS,
      rows: snapshot.clients.map((client) => row(client, snapshot)),
      width: terminal.size()?.columns ?? null,
      paintTitle: (text) => style('dim', text),
    });
    terminal.out(`${lines.join('\n')}\n`);
    return { ok: true, value: EXIT.done };
  });

const DISABLE = { native: 'own switch', parked: 'parked', unsupported: '' } as const;

function row(client: ClientView, { files, host }: Snapshot): readonly { readonly text: string }[] {
  const there = files.filter(({ client: id, state }) => id === client.id && state !== 'missing');
  const paths = there.map(({ path }) =>
    path.startsWith(`${host.home}/`) ? `~${path.slice(host.home.length)}` : path,
  );
  return [
    client.name,
    client.id,
    client.installed ? (client.version ?? 'yes') : '',
    client.transports.join(' '),
    DISABLE[client.capabilities.disable],
    [...new Set(paths)].join(', '),
  ].map((text) => ({ text: printable(text) }));
}
