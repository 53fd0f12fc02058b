import { describe, expect, it } from 'vitest';
import { runConformance } from './run-suite.ts';

/** Optional extensions; `baseline.yml` says why each is left out. */
const LEFT_OUT = [
  'auth/dpop',
  'auth/dpop-nonce',
  'auth/enterprise-managed-authorization',
  'auth/wif-jwt-bearer',
];

/** Scenarios run, those that failed, and what the runner printed if it was not content. */
async function verdict(name: Parameters<typeof runConformance>[0]) {
  const { code, output, failures } = await runConformance(name);
  const failed = [...failures].filter(([, checks]) => checks > 0).map(([scenario]) => scenario);
  return { count: failures.size, failed: failed.toSorted(), complaint: code === 0 ? null : output };
}

describe('the official conformance runner', { timeout: 120_000 }, () => {
  it('is content with our engine at revision 2025-11-25', async () => {
    expect(await verdict('2025-11-25')).toEqual({ count: 25, failed: LEFT_OUT, complaint: null });
  });

  it('is content with our engine at revision 2026-07-28', async () => {
    expect(await verdict('2026-07-28')).toEqual({ count: 39, failed: LEFT_OUT, complaint: null });
  });

  it('is content with how we sign in to servers of revision 2025-03-26', async () => {
    expect(await verdict('2025-03-26')).toEqual({ count: 2, failed: [], complaint: null });
  });
});
