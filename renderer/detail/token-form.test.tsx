import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln';

async function diagnosed(entry: ReturnType<typeof makeEntry>) {
  const app = renderApp(makeSnapshot(NOW, { entries: [entry] }), {
    'server:doctor': async ({ ref, accessToken }) =>
      ok({
        ref,
        stages: [
          { name: 'Sign-in', state: 'ok', text: accessToken ? 'Accepted.' : 'Not known.', next: null },
        ],
        debug: null,
      }),
  });
  await app.user.click(await screen.findByRole('row', { name: new RegExp(entry.name) }));
  const pane = screen.getByRole('complementary', { name: 'Details' });
  await app.user.click(within(pane).getAllByRole('button', { name: 'Diagnose' })[0] ?? pane);
  await waitFor(() => expect(pane.textContent).toContain('Not known.'));
  return { ...app, pane };
}

describe('trying a token from elsewhere', () => {
  usePage();

  it('sends it once, tells what came of it, and keeps it nowhere in the page', async () => {
    const { user, pane, inputs } = await diagnosed(makeEntry('codex', 'kcp'));
    await user.click(within(pane).getByRole('button', { name: 'Try a token' }));
    const field = within(pane).getByLabelText('Access token');
    await user.type(field, `Bearer ${TOKEN}{Enter}`);
    await waitFor(() => expect(pane.textContent).toContain('Accepted.'));
    expect(inputs('server:doctor').at(-1)).toEqual({ ref: 'codex:user:kcp', accessToken: TOKEN });
    expect(field).toHaveProperty('value', '');
    expect(document.body.innerHTML).not.toContain(TOKEN);
  });

  it('says what is wrong with it before anything is sent', async () => {
    const { user, pane, inputs } = await diagnosed(makeEntry('codex', 'kcp'));
    await user.click(within(pane).getByRole('button', { name: 'Try a token' }));
    await user.click(within(pane).getByRole('button', { name: 'Diagnose with this token' }));
    const field = within(pane).getByLabelText('Access token');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await user.type(field, 'two words{Enter}');
    expect(pane.textContent).toContain('A token is one word');
    expect(inputs('server:doctor')).toHaveLength(1);
  });

  it('is not offered for a program on this computer', async () => {
    const { pane } = await diagnosed(makeEntry('codex', 'bridge', { command: 'bridge' }));
    expect(within(pane).queryByRole('button', { name: 'Try a token' })).toBeNull();
  });
});
