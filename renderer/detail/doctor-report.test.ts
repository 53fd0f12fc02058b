import { expect, it } from 'vitest';
import { reportText } from './doctor-report.ts';

it('is the report as lines to paste, each next step under what it mends', () => {
  const text = reportText({
    ref: 'codex:user:kfuse',
    stages: [
      { name: 'Connection', state: 'ok', text: 'Port 443 answers.', next: null },
      { name: 'MCP', state: 'failed', text: 'HTTP 404.', next: 'Check the address.' },
    ],
    debug: null,
  });
  expect(text).toBe(
    'codex:user:kfuse\nFine: Connection. Port 443 answers.\nFailed: MCP. HTTP 404.\n  Check the address.',
  );
});
