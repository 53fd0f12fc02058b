import { expect, test } from 'vitest';
import { fail, ok } from '../../../shared/errors.ts';
import type { ChannelInput, Handlers } from '../../../shared/ipc.ts';
import { runWith } from '../test-support/run-program.ts';
import { snapshotFixture } from '../test-support/snapshot-fixture.ts';

/** A server whose only tool deletes; remembers what it was asked. */
function deleting(): { handlers: Partial<Handlers>; asked: ChannelInput<'server:call-tool'>[] } {
  const asked: ChannelInput<'server:call-tool'>[] = [];
  return {
    asked,
    handlers: {
      'server:call-tool': async (input) => {
        asked.push(input);
        return input.confirmed
          ? ok({ ok: true, text: 'gone\u001b[2J', tookMs: 5, itemCount: 1, hint: null })
          : fail('ConfirmationNeeded', '"delete_it" may take something away for good.');
      },
    },
  };
}

const WORDS = ['tools', 'kfuse', '--call', 'delete_it', '--args', '{"id":7}'];

test('asks before it calls what takes something away, and sends the same arguments', async () => {
  const { handlers, asked } = deleting();
  const agreed = await runWith(WORDS, { handlers, answer: 'y' });
  expect(agreed).toMatchObject({ exitCode: 0, out: 'gone\\u{1b}[2J\n' });
  expect(agreed.err).toContain('"delete_it" may take something away for good. Call it? [y/N]');
  expect(agreed.err).toContain('1 item · 5 ms');
  expect(asked.map(({ confirmed, arguments: given }) => ({ confirmed, given }))).toEqual([
    { confirmed: false, given: { id: 7 } },
    { confirmed: true, given: { id: 7 } },
  ]);
});

test('takes no for an answer, and asks nobody who is not there', async () => {
  const { handlers, asked } = deleting();
  expect((await runWith(WORDS, { handlers, answer: 'n' })).exitCode).toBe(1);
  expect((await runWith(WORDS, { handlers })).exitCode).toBe(2);
  expect(asked.map(({ confirmed }) => confirmed)).toEqual([false, false]);
  expect((await runWith([...WORDS, '--yes'], { handlers })).exitCode).toBe(0);
});

test('tells that somebody may have to approve a call, once', async () => {
  const phase = 'Waiting: the server may be asking somebody for approval';
  const { err } = await runWith(['tools', 'kfuse', '--call', 'slow'], {
    handlersOf: (change) => ({
      'server:call-tool': async ({ ref }) => {
        const operation = {
          id: '1',
          kind: 'tool-call' as const,
          ref,
          phase,
          startedAt: 0,
          cancellable: true,
          code: null,
        };
        change(snapshotFixture({ operations: [operation] }));
        change(snapshotFixture({ operations: [operation] }));
        return ok({ ok: true, text: '', tookMs: 12_000, itemCount: null, hint: null });
      },
    }),
  });
  expect(err).toBe(`${phase}\n12000 ms\n`);
});

test('lists tools with what they say about themselves', async () => {
  const tool = { title: null, readOnly: false, destructive: false, inputSchema: null };
  const { out, exitCode } = await runWith(['tools', 'kfuse'], {
    handlers: {
      'server:tools': async () =>
        ok({
          tools: [
            { ...tool, name: 'query', description: 'First.\nSecond.', readOnly: true },
            { ...tool, name: 'drop_it', description: null, destructive: true },
          ],
          note: 'The server’s list does not end; the rest is left out.',
          tookMs: 9,
        }),
    },
  });
  expect(exitCode).toBe(0);
  expect(out.split('\n')).toEqual([
    'query  (only reads)',
    '  First.',
    '  Second.',
    'drop_it  (may take something away: asks first)',
    '2 tools · 9 ms',
    'The server’s list does not end; the rest is left out.',
    'To try it out: mcp-tray tools codex:user:kfuse --call query',
    '',
  ]);
});

test('suggests no call whose name a shell would take for something else', async () => {
  const hostile = {
    name: 'ping;reboot',
    title: null,
    description: null,
    readOnly: true,
    destructive: false,
    inputSchema: null,
  };
  const { out } = await runWith(['tools', 'kfuse'], {
    handlers: { 'server:tools': async () => ok({ tools: [hostile], note: null, tookMs: 1 }) },
  });
  expect(out).toContain('ping;reboot  (only reads)');
  expect(out).not.toContain('--call');
});

test('says of an empty list that it may be a policy, not a fault', async () => {
  const { exitCode, out } = await runWith(['tools', 'kfuse'], {
    handlers: { 'server:tools': async () => ok({ tools: [], note: null, tookMs: 1 }) },
  });
  expect({ exitCode, out }).toEqual({
    exitCode: 0,
    out: '0 tools · 1 ms\nIts policy, or your permissions, may hide them.\n',
  });
});
