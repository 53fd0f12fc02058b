import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../shared/errors.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import type { ChannelOutput, Handlers } from '../../shared/ipc.ts';
import { makeTool } from '../dev/fake-bridge.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const kfuse = makeEntry('codex', 'kfuse');
const program = makeEntry('codex', 'bridge', { command: '/opt/bridge', args: ['--profile', 'desk'] });

async function openTools(entry: ServerEntry = kfuse, overrides: Partial<Handlers> = {}) {
  const app = renderApp(makeSnapshot(NOW, { entries: [entry] }), overrides);
  await app.user.click(await screen.findByRole('button', { name: 'Tools' }));
  const section = screen.getByRole('region', { name: 'Tools' });
  const press = (name: RegExp | string) => app.user.click(within(section).getByRole('button', { name }));
  return { ...app, section, press };
}

async function openForm(tool: RegExp, entry?: ServerEntry, overrides?: Partial<Handlers>) {
  const app = await openTools(entry, overrides);
  await app.press('List tools');
  await app.user.click(await within(app.section).findByRole('button', { name: tool }));
  const field = within(app.section).getByRole('textbox', { name: 'Arguments, as a JSON object' });
  return { ...app, field, type: (value: string) => fireEvent.change(field, { target: { value } }) };
}

describe('the tools of a server', () => {
  usePage();

  it('are listed on a click only, with what each does and whether it takes something away', async () => {
    const { inputs, section, press } = await openTools();
    expect(inputs('server:tools')).toEqual([]);
    await press('List tools');
    expect(inputs('server:tools')).toEqual([{ ref: kfuse.ref, startPrograms: false }]);
    expect(await within(section).findByText(/4 tools, after 412 ms/)).toBeTruthy();
    expect(
      within(section).getByRole('button', { name: /delete_dashboard.*may take something away/ }),
    ).toBeTruthy();
    expect(within(section).getByRole('button', { name: /search_metrics.*only reads/ })).toBeTruthy();
    expect(within(section).queryByRole('searchbox')).toBeNull();
  });

  it('of a long list, those to try first are one click away', async () => {
    const tools = [
      ...Array.from({ length: 12 }, (_, index) => makeTool(`write_${index}`, 'Writes.')),
      makeTool('agent.whoami', 'Who.', { readOnly: true, inputSchema: {} }),
    ];
    const { section, press } = await openTools(kfuse, {
      'server:tools': async () => ok({ tools, note: null, tookMs: 3 }),
    });
    await press('List tools');
    await within(section).findByText(/To try it out/);
    await press('agent.whoami');
    expect(within(section).getByRole('button', { name: 'Call tool' })).toBeTruthy();
    expect(document.activeElement?.textContent).toContain('agent.whoami');
    expect(within(section).queryByRole('button', { name: /write_1/ })).toBeNull();
    expect(within(section).queryByText(/To try it out/)).toBeNull();
  });

  it('of a program need its command line confirmed, with the focus on Cancel', async () => {
    const { user, inputs, section, press } = await openTools(program);
    await press('List tools');
    const dialog = screen.getByRole('dialog', { name: 'Start this program?' });
    expect(dialog.textContent).toContain('/opt/bridge --profile desk');
    expect(document.activeElement?.textContent).toBe('Cancel');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(inputs('server:tools')).toEqual([]);
    await press('List tools');
    await user.click(screen.getByRole('button', { name: 'Start and list tools' }));
    expect(await within(section).findByText(/4 tools/)).toBeTruthy();
    expect(inputs('server:tools')).toEqual([{ ref: program.ref, startPrograms: true }]);
    expect(inputs('server:check')).toEqual([]);
  });

  it('shown again are the ones listed before: no program is started for it', async () => {
    const other = makeEntry('codex', 'other');
    const { user, fake, inputs, press } = await openTools(program);
    act(() => fake.update(() => ({ entries: [program, other] })));
    await press('List tools');
    await user.click(screen.getByRole('button', { name: 'Start and list tools' }));
    await screen.findByText(/4 tools/);
    await user.click(screen.getByRole('rowheader', { name: /^other/ }));
    expect(screen.queryByText(/4 tools/)).toBeNull();
    await user.click(screen.getByRole('rowheader', { name: /^bridge/ }));
    expect(await screen.findByText(/4 tools/)).toBeTruthy();
    expect(inputs('server:tools')).toHaveLength(1);
  });

  it('of a program are gone once its command line is another one', async () => {
    const { user, fake, section, press } = await openTools(program);
    await press('List tools');
    await user.click(screen.getByRole('button', { name: 'Start and list tools' }));
    await within(section).findByText(/4 tools/);
    act(() => fake.update(() => ({ entries: [{ ...program, args: ['--other'] }] })));
    expect(screen.queryByText(/4 tools/)).toBeNull();
  });

  it('are filtered from ten on, and the chosen one stays', async () => {
    const tools = Array.from({ length: 10 }, (_, index) => makeTool(`tool_${index}`, `Number ${index}.`));
    const { user, section } = await openForm(/^tool_3/, kfuse, {
      'server:tools': async () => ok({ tools, note: null, tookMs: 5 }),
    });
    await user.type(within(section).getByRole('searchbox', { name: 'Filter tools' }), 'number 7');
    const names = within(section)
      .getAllByRole('listitem')
      .map((item) => item.querySelector('button')?.textContent);
    expect(names).toEqual(['tool_3', 'tool_7']);
  });

  it('unfold a long description on request', async () => {
    const { section, press } = await openTools();
    await press('List tools');
    const more = await within(section).findByRole('button', { name: 'Show more of query_range' });
    expect(more.getAttribute('aria-expanded')).toBe('false');
    await press('Show more of query_range');
    expect(within(section).getByRole('button', { name: 'Show less of query_range' })).toBeTruthy();
  });

  it('tell why they cannot be listed', async () => {
    const { section, press } = await openTools(kfuse, {
      'server:tools': async () => fail('Timeout', '"kfuse" did not answer within 30 s.'),
    });
    await press('List tools');
    expect(await within(section).findByText(/did not answer within 30 s/)).toBeTruthy();
  });
});

describe('a tool called by hand', () => {
  usePage();

  it('gets exactly the arguments typed, and its answer is shown with the time', async () => {
    const { inputs, section, press, type } = await openForm(/^search_metrics/);
    type('{"name": "up", "limit": 2}');
    await press('Call tool');
    const [call] = inputs('server:call-tool');
    const sent = { tool: 'search_metrics', arguments: { name: 'up', limit: 2 } };
    expect(call).toEqual({ ref: kfuse.ref, ...sent, startPrograms: false, confirmed: false });
    expect(await within(section).findByText('Answered after 86 ms · 1 item')).toBeTruthy();
    expect(within(section).getByLabelText('Result of search_metrics').textContent).toContain('"limit": 2');
    await press('Copy result');
    expect(await navigator.clipboard.readText()).toContain('"name": "up"');
  });

  it('is not called with what is no JSON object', async () => {
    const { inputs, field, press, type } = await openForm(/^search_metrics/);
    type('[1]');
    await press('Call tool');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(inputs('server:call-tool')).toEqual([]);
  });

  it('is not called by one key where it may take something away: its name has to be typed', async () => {
    const { user, inputs, section, field, press } = await openForm(/^delete_dashboard/);
    await press('Call tool');
    expect(
      within(section).getByRole('alertdialog', { name: 'Call delete_dashboard of kfuse?' }),
    ).toBeTruthy();
    const typed = within(section).getByLabelText('To call it, type delete_dashboard');
    expect(document.activeElement).toBe(typed);
    expect((field as HTMLTextAreaElement).readOnly).toBe(true);
    await user.keyboard('{Escape}');
    expect(within(section).queryByRole('alertdialog')).toBeNull();
    expect(document.activeElement?.textContent).toBe('Call tool');
    expect(inputs('server:call-tool')).toEqual([]);
    await press('Call tool');
    await user.keyboard('{Enter}delete{Enter}');
    expect(within(section).getByRole<HTMLButtonElement>('button', { name: 'Call it' }).disabled).toBe(true);
    expect(inputs('server:call-tool')).toEqual([]);
    await user.keyboard('_dashboard{Enter}');
    expect(inputs('server:call-tool')).toMatchObject([{ tool: 'delete_dashboard', confirmed: true }]);
    expect(await within(section).findByText(/Answered after/)).toBeTruthy();
  });

  it('asks too when only the core knows that it may take something away', async () => {
    const { user, section, press } = await openForm(/^create_dashboard/, kfuse, {
      'server:call-tool': async ({ confirmed }) =>
        confirmed
          ? ok({ ok: true, text: 'Done.', tookMs: 1500, itemCount: null, hint: null })
          : fail('ConfirmationNeeded'),
    });
    await press('Call tool');
    expect(await within(section).findByRole('alertdialog')).toBeTruthy();
    await user.keyboard('create_dashboard');
    await press('Call it');
    expect(await within(section).findByText('Answered after 1.5 s')).toBeTruthy();
  });

  it('keeps what was typed and answered while another tool is looked at', async () => {
    const { section, press, type } = await openForm(/^search_metrics/);
    type('{"name": "kept"}');
    await press('Call tool');
    await within(section).findByText(/Answered after/);
    await press(/^create_dashboard/);
    expect(within(section).getByRole<HTMLTextAreaElement>('textbox').value).toBe('{}');
    await press(/^search_metrics/);
    expect(within(section).getByRole<HTMLTextAreaElement>('textbox').value).toBe('{"name": "kept"}');
    expect(within(section).getByLabelText('Result of search_metrics').textContent).toContain('kept');
  });

  it('tells that the server refused', async () => {
    const text = 'Refused by the server: no such dashboard';
    const { section, press } = await openForm(/^search_metrics/, kfuse, {
      'server:call-tool': async () => ok({ ok: false, text, tookMs: 40, itemCount: null, hint: null }),
    });
    await press('Call tool');
    expect(await within(section).findByText('Refused after 40 ms')).toBeTruthy();
    expect(within(section).getByText(text)).toBeTruthy();
  });

  it('shows what it waits for, is called once, and can be cancelled', async () => {
    const answers = Promise.withResolvers<ChannelOutput<'server:call-tool'>>();
    const { inputs, fake, section, press } = await openForm(/^search_metrics/, kfuse, {
      'server:call-tool': () => answers.promise,
    });
    await press('Call tool');
    const running = { id: 'o', kind: 'tool-call', ref: kfuse.ref, startedAt: NOW, code: null } as const;
    const phase = 'Waiting: the server may be asking somebody for approval';
    act(() => fake.update(() => ({ operations: [{ ...running, phase, cancellable: true }] })));
    expect(within(section).getByText(phase)).toBeTruthy();
    expect(screen.getAllByText(phase)).toHaveLength(1);
    await press('Call tool');
    expect(inputs('server:call-tool')).toHaveLength(1);
    await press('Cancel call');
    expect(inputs('server:cancel-call')).toEqual([{ ref: kfuse.ref }]);
    act(() => {
      fake.update(() => ({ operations: [] }));
      answers.resolve(fail('Cancelled', '"kfuse": cancelled; what the server did until then stays done.'));
    });
    expect(await within(section).findByText(/stays done/)).toBeTruthy();
    await waitFor(() => expect(within(section).queryByRole('button', { name: 'Cancel call' })).toBeNull());
  });
});
