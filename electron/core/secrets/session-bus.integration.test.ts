import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { findSecrets, isKeyringLocked } from './secret-service.ts';
import { BusSilentError, withSessionBus } from './session-bus.ts';

let home: TestHome;
let server: Server | null = null;
const open = new Set<Socket>();
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(async () => {
  for (const socket of open) socket.destroy();
  server?.close();
  server = null;
  await home.remove();
});

/** A bus that says something of its own to the greeting, and to the first call. */
async function badBus(greeting: string | null, answer: Buffer | null) {
  const path = home.path('bus');
  server = createServer((socket) => {
    open.add(socket);
    let greeted = false;
    socket.on('data', () => {
      if (!greeted && greeting !== null) socket.write(greeting);
      else if (greeted && answer !== null) socket.write(answer);
      greeted = true;
    });
  });
  await new Promise<void>((resolve) => server?.listen(path, resolve));
  return { ...home.env, vars: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path},guid=1` } };
}

const header = (bodyLength: number): Buffer => {
  const bytes = Buffer.alloc(16);
  bytes.write('l\u0002\u0000\u0001', 'latin1');
  bytes.writeUInt32LE(bodyLength, 4);
  return bytes;
};

describe('a session bus that is not what it should be', () => {
  it('is none where nobody listens, or no address is known', async () => {
    const nobody = { ...home.env, vars: { XDG_RUNTIME_DIR: home.path('none') } };
    expect(await isKeyringLocked(nobody)).toBeNull();
    expect(await findSecrets(home.env, { a: 'b' })).toBeNull();
    expect(await isKeyringLocked({ ...nobody, platform: 'darwin' })).toBeNull();
  });

  it('is given up when it says nothing, and is not asked a second time', async () => {
    const env = await badBus('OK 1\r\n', null);
    await expect(findSecrets(env, { a: 'b' })).rejects.toBeInstanceOf(BusSilentError);
    expect(open.size).toBe(1);
  });

  it.each([
    { name: 'turns us away', greeting: 'REJECTED EXTERNAL\r\n', answer: null, words: 'does not let us in' },
    { name: 'promises too much', greeting: 'OK 1\r\n', answer: header(0x7fffffff), words: 'sends too much' },
    { name: 'talks nonsense', greeting: 'OK 1\r\n', answer: Buffer.alloc(64, 'x'), words: 'byte order' },
  ])('is left when it $name', async ({ greeting, answer, words }) => {
    const env = await badBus(greeting, answer);
    await expect(withSessionBus(env, () => Promise.resolve(1))).rejects.toThrow(words);
  });
});
