import { expect, test } from 'vitest';
import { checkNode } from './node-version.ts';

test.each(['24.0.0', '24.21.0', '26.1.0'])('runs with Node %s', (version) => {
  expect(checkNode(version)).toMatchObject({ ok: true });
});

test.each(['18.20.4', '20.20.2', '22.23.3'])(
  'says what is needed instead of failing later with Node %s',
  (version) => {
    expect(checkNode(version)).toMatchObject({
      ok: false,
      error: {
        code: 'NotInstalled',
        message: expect.stringContaining(version),
        next: expect.stringContaining('npx'),
      },
    });
  },
);
