import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
  open.clear();
  server?.close();
  server = null;
  await home.remove();
});

/** A bus that says something of its own to the greeting, and to the first call. */
async function badBus(greeting: string | null, said: Buffer | null) {
  const path = home.path('bus');
  server = createServer((socket) => {
    open.add(socket);
    let greeted = false;
    socket.on('data', () => {
      if (!greeted && greeting !== null) socket.write(greeting);
      else if (greeted && said !== null) socket.write(said);
      greeted = true;
    });
  });
  await new Promise<void>((resolve) => server?.listen(path, resolve));
  return { ...home.env, vars: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${path},guid=1` } };
}

async function hangUp(): Promise<void> {
  await vi.waitFor(() => expect(open.size).toBe(1));
  for (const socket of open) socket.end();
}

interface Said {
  /** 1 a call, 2 an answer, 3 an error. */
  readonly kind: number;
  readonly fields?: readonly (readonly [id: number, type: string, value: string | number])[];
  readonly body?: Buffer;
  readonly bodyLength?: number;
}

/** A message in bytes (D-Bus Specification 0.43, "Message Format"). */
function message({ kind, fields = [], body = Buffer.alloc(0), bodyLength = body.length }: Said): Buffer {
  const held = fields.reduce<Buffer>((before, [id, type, value]) => {
    const text = Buffer.from(`${value}\0`);
    const number = Buffer.alloc(4);
    number.writeUInt32LE(typeof value === 'number' ? value : text.length - 1);
    const size = type === 'g' ? number.subarray(0, 1) : number;
    const parts = [Buffer.from(`${String.fromCodePoint(id, 1)}${type}\0`), size];
    return Buffer.concat([filled(before), ...parts, ...(typeof value === 'string' ? [text] : [])]);
  }, Buffer.alloc(0));
  const header = Buffer.alloc(16);
  header.write(`l${String.fromCodePoint(kind)}\0\u0001`, 'latin1');
  header.writeUInt32LE(bodyLength, 4);
  header.writeUInt32LE(1, 8);
  header.writeUInt32LE(held.length, 12);
  return Buffer.concat([header, filled(held), body]);
}

const filled = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
const answer = (type: string, body: Buffer) => message({ kind: 2, fields: [[8, 'g', type]], body });
const refusal = (name: string) =>
  message({
    kind: 3,
    fields: [
      [4, 's', `org.freedesktop.DBus.Error.${name}`],
      [5, 'u', 1],
    ],
  });
/** It lacks the name of the property. */
const brokenCall = message({
  kind: 1,
  fields: [
    [1, 'o', '/'],
    [2, 's', 'org.freedesktop.DBus.Properties'],
    [3, 's', 'Get'],
  ],
});

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

  it('is left without another word when it hangs up', async () => {
    const env = await badBus('OK 1\r\n', null);
    const asked = withSessionBus(env, () => Promise.resolve(1));
    await Promise.all([expect(asked).rejects.toThrow('Disconnected'), hangUp()]);
  });

  it('keeps no secrets where nobody on it does, and is found by an address with signs in it', async () => {
    const env = await badBus('OK 1\r\n', refusal('ServiceUnknown'));
    const path = home.path('bus').replaceAll('/', '%2f');
    const vars = { DBUS_SESSION_BUS_ADDRESS: `tcp:host=mcp.example;unix:path=${path}` };
    expect(await findSecrets({ ...env, vars }, { a: 'b' })).toBeNull();
    expect(open.size).toBe(1);
  });

  const OK = 'OK 1\r\n';
  it.each([
    { name: 'turns us away', greeting: 'REJECTED EXTERNAL\r\n', said: null, words: 'REJECTED' },
    {
      name: 'promises too much',
      greeting: OK,
      said: message({ kind: 2, bodyLength: 0x7fffffff }),
      words: 'maximum size',
    },
    { name: 'talks nonsense', greeting: OK, said: Buffer.alloc(64, 'x'), words: 'byte order' },
    {
      name: 'claims more than it holds',
      greeting: OK,
      said: answer('s', Buffer.from([0xff, 0, 0, 0, 0])),
      words: 'past the end',
    },
    {
      name: 'nests without end',
      greeting: OK,
      said: answer('v', Buffer.from('\u0001v\0'.repeat(50_000))),
      words: 'call stack',
    },
    { name: 'calls us, and wrongly', greeting: OK, said: brokenCall, words: 'undefined' },
    { name: 'refuses', greeting: OK, said: refusal('AccessDenied'), words: 'Error.AccessDenied' },
  ])('is left when it $name', async ({ greeting, said, words }) => {
    const env = await badBus(greeting, said);
    await expect(withSessionBus(env, () => Promise.resolve(1))).rejects.toThrow(words);
  });
});
