import { expect, test } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { coreDouble } from '../cli/test-support/core-double.ts';
import { dispatch } from './dispatch.ts';

const noBug = (error: unknown): void => {
  throw error;
};

test('answers a request under its own number', async () => {
  const { handlers } = coreDouble({ handlers: { 'server:check': async () => ok(null) } });
  const text = JSON.stringify({
    id: 7,
    channel: 'server:check',
    input: { refs: ['codex:user:a'], startPrograms: false },
  });
  expect(await dispatch(handlers, text, noBug)).toEqual({ id: 7, output: ok(null) });
});

test('refuses an input of the wrong shape before any handler sees it, and names the field', async () => {
  const { handlers } = coreDouble();
  const text = JSON.stringify({ id: 1, channel: 'server:check', input: { refs: [5], startPrograms: false } });
  const reply = await dispatch(handlers, text, noBug);
  expect(reply?.output).toMatchObject({ ok: false, error: { code: 'InvalidRequest', detail: 'refs.0' } });
});

test.each(['no:such', '__proto__', 'constructor', 'toString'])('refuses the channel %s', async (channel) => {
  const reply = await dispatch(coreDouble().handlers, JSON.stringify({ id: 1, channel, input: null }), noBug);
  expect(reply?.output).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
});

test.each(['', 'x', '[]', 'null', '{"id":-1,"channel":"snapshot:get","input":null}', '{"channel":"a"}'])(
  'does not answer what is not a request: %s',
  async (text) => {
    expect(await dispatch(coreDouble().handlers, text, noBug)).toBeNull();
  },
);

test('a handler that throws is told as a bug, and the page gets no detail of it', async () => {
  const bugs: unknown[] = [];
  const { handlers } = coreDouble({
    handlers: { 'snapshot:get': () => Promise.reject(new Error('secret inside')) },
  });
  const text = JSON.stringify({ id: 3, channel: 'snapshot:get', input: null });
  const reply = await dispatch(handlers, text, (error) => bugs.push(error));
  expect(reply?.output).toMatchObject({ ok: false, error: { code: 'Internal' } });
  expect(JSON.stringify(reply)).not.toContain('secret inside');
  expect(bugs).toHaveLength(1);
});
