import { redactText } from '../../../shared/redact.ts';
import { restMemory } from '../../browser/memory-rest.ts';
import { openInBrowser } from '../../browser/open-url.ts';
import { serveBrowserHost } from '../../browser/server.ts';
import type { BrowserHost } from '../../browser/server.ts';
import { printJson } from '../answer.ts';
import type { Command, CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { answerJson } from '../json.ts';
import { usage } from '../parse-args.ts';
import { printable } from '../printable.ts';
import { untilAborted } from '../until-aborted.ts';
import { VERBS } from '../verbs.ts';
import { openCore } from '../with-core.ts';

export const run: Command = async (context) => {
  const { args, env, rendererDir, signal, terminal } = context;
  const port = Number(args.value('port') ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return usage(VERBS.serve, `"${args.value('port')}" is not a port.`);
  }
  const core = await openCore(context, 'browser');
  let host: BrowserHost | null = null;
  try {
    const served = await serveBrowserHost({
      core,
      rendererDir,
      port,
      onBug: (error) => terminal.err(`${printable(redactText(String(error)))}\n`),
    });
    if (!served.ok) return served;
    host = served.value;
    await core.start({ monitor: true });
    tellLink(context, host.url);
    const stopReading = terminal.onLine(() => tellLink(context, host?.newLink() ?? ''));
    if (!args.flag('no-open')) await openInBrowser(env, host.url);
    const stopResting = restMemory((listener) => core.onChange(listener));
    await untilAborted(signal);
    stopResting();
    stopReading();
  } finally {
    await host?.close();
    await core.stop();
  }
  return { ok: true, value: EXIT.done };
};

function tellLink(context: CommandContext, url: string): void {
  if (context.json) return printJson(context, answerJson({ url }));
  context.terminal.out(`MCP Tray: ${url}\n`);
  context.terminal.out('The link works once, for ten minutes. Enter: a new link. Ctrl-C: end.\n');
}
