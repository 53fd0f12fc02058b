import { createServer, request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { openLoopback } from './loopback.ts';
import type { Loopback } from './loopback.ts';

let open: Loopback[] = [];
afterEach(async () => {
  for (const loopback of open) await loopback.close('failed');
  open = [];
});

async function start(port: number | null = null): Promise<Loopback> {
  const result = await openLoopback(port);
  if (!result.ok) throw new Error(result.error.message);
  open.push(result.value);
  return result.value;
}

const patient = () => ({ timeoutMs: 5000, signal: new AbortController().signal });

function get(loopback: Loopback, path: string, headers: Record<string, string> = {}, method = 'GET') {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const { port } = loopback;
      request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
        let body = '';
        response.on('data', (part) => (body += String(part)));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      })
        .on('error', reject)
        .end();
    },
  );
}

describe('the address the browser comes back to', () => {
  it('takes one answer, shows a page without script, and is gone afterwards', async () => {
    const loopback = await start();
    const waiting = loopback.wait(patient());
    const tab = get(loopback, '/callback?code=c&state=s');
    const answer = await waiting;
    expect(answer.ok && answer.value.get('code')).toBe('c');
    expect((await get(loopback, '/callback?code=d&state=s')).status).toBe(404);
    await loopback.close('done');
    const page = await tab;
    expect(page.status).toBe(200);
    expect(page.body).toContain('You are signed in');
    expect(page.body).not.toMatch(/<script|code=|http/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['cache-control']).toBe('no-store');
    await expect(get(loopback, '/callback')).rejects.toThrow('ECONNREFUSED');
  });

  it('tells the tab of an earlier sign-in so, and waits on', async () => {
    const opened = await openLoopback(null, (answer) => answer.get('state') === 'spent');
    if (!opened.ok) throw new Error(opened.error.message);
    open.push(opened.value);
    const waiting = opened.value.wait(patient());
    const forgotten = await get(opened.value, '/callback?code=old&state=spent');
    expect(forgotten.status).toBe(200);
    expect(forgotten.body).toContain('This was an earlier sign-in');
    const tab = get(opened.value, '/callback?code=new&state=s');
    const answer = await waiting;
    expect(answer.ok && answer.value.get('code')).toBe('new');
    await opened.value.close('done');
    expect((await tab).body).toContain('You are signed in');
  });

  it('accepts 40 KB of other programs’ cookies', async () => {
    const loopback = await start();
    const waiting = loopback.wait(patient());
    const tab = get(loopback, '/callback?code=c', { cookie: `a=${'x'.repeat(40_000)}` });
    expect((await waiting).ok).toBe(true);
    await loopback.close('failed');
    expect((await tab).body).toContain('did not work');
  });

  it('ignores other paths, methods and host names, and goes on waiting', async () => {
    const loopback = await start();
    const waiting = loopback.wait(patient());
    expect((await get(loopback, '/favicon.ico')).status).toBe(404);
    expect((await get(loopback, '/callback?code=evil', { host: 'evil.example' })).status).toBe(404);
    expect((await get(loopback, '/callback?code=evil', {}, 'POST')).status).toBe(404);
    expect((await get(loopback, '//[')).status).toBe(404);
    const tab = get(loopback, '/callback?code=good');
    const answer = await waiting;
    expect(answer.ok && answer.value.get('code')).toBe('good');
    await loopback.close('done');
    await tab;
  });

  it('gives up after its time, and at once when cancelled', async () => {
    const loopback = await start();
    const { signal } = new AbortController();
    expect(await loopback.wait({ timeoutMs: 20, signal })).toMatchObject({ error: { code: 'AuthTimeout' } });
    const cancelled = AbortSignal.abort();
    expect(await loopback.wait({ timeoutMs: 5000, signal: cancelled })).toMatchObject({
      error: { code: 'AuthCancelled' },
    });
  });

  it('keeps its port for the next sign-in, and takes another when that is busy', async () => {
    const first = await start();
    await first.close('failed');
    expect((await start(first.port)).port).toBe(first.port);
    const busy = createServer();
    const port = await new Promise<number>((resolve) => {
      busy.listen(0, '127.0.0.1', () => resolve((busy.address() as { port: number }).port));
    });
    try {
      expect((await start(port)).port).not.toBe(port);
    } finally {
      busy.close();
    }
  });
});
