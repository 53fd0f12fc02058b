import type { Socket } from 'node:net';
import { posix } from 'node:path';
import type { HostEnv } from '../host-env.ts';
import { busList, busText, busVariant, decode, encode } from './dbus-wire.ts';
import type { BusValue } from './dbus-wire.ts';

export interface BusCall {
  readonly to: string;
  readonly path: string;
  /** `org.freedesktop.DBus.Properties.Get`. */
  readonly method: string;
  readonly signature?: string;
  readonly values?: readonly BusValue[];
}

/** Answers of the session bus; a call fails with the error's own name. */
export type Bus = (call: BusCall) => Promise<readonly BusValue[]>;

/** It may be busy with a dialog, or hang: asking again would double the wait. */
export class BusSilentError extends Error {
  override readonly name = 'BusSilentError';
}

const PATIENCE_MS = 2_000;
/** A store of a few thousand secrets stays far below. */
const LARGEST = 8 * 1024 * 1024;
const CALL = 1;
const RETURN = 2;
const ERROR = 3;
const FIELD = { path: 1, interface: 2, member: 3, error: 4, replyTo: 5, destination: 6, signature: 8 };

/**
 * Runs `job` with a connection of its own to the session bus of Linux (D-Bus Specification 0.43), over its socket alone.
 * Null when there is no bus. For what the keychain module has no words for: it finds items by one attribute only.
 */
export async function withSessionBus<T>(env: HostEnv, job: (bus: Bus) => Promise<T>): Promise<T | null> {
  const path = socketPath(env);
  const socket = path === null ? null : await connect(path);
  if (socket === null) return null;
  const reader = createReader(socket);
  try {
    await greet(socket, reader);
    const bus = createBus(socket, reader);
    await bus({
      to: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      method: 'org.freedesktop.DBus.Hello',
    });
    return await job(bus);
  } finally {
    socket.destroy();
  }
}

function socketPath({ platform, vars }: HostEnv): string | null {
  if (platform !== 'linux') return null;
  for (const address of (vars['DBUS_SESSION_BUS_ADDRESS'] ?? '').split(';')) {
    const [, kind, value = ''] = /^unix:(?:.*,)?(path|abstract)=([^,]+)/.exec(address) ?? [];
    const text = value.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    );
    if (kind !== undefined) return kind === 'path' ? text : `\0${text}`;
  }
  const runtime = vars['XDG_RUNTIME_DIR'];
  return runtime ? posix.join(runtime, 'bus') : null;
}

async function connect(path: string): Promise<Socket | null> {
  const { createConnection } = await import('node:net');
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}

interface Reader {
  /** As many bytes as `enough` says it needs of those that are there; null while it wants more. */
  take<T>(enough: (bytes: Buffer) => { value: T; length: number } | null): Promise<T>;
}

function createReader(socket: Socket): Reader {
  let bytes = Buffer.alloc(0);
  let wake: (() => void) | null = null;
  let ended = false;
  socket.on('data', (part: Buffer) => {
    bytes = Buffer.concat([bytes, part]);
    wake?.();
  });
  for (const event of ['error', 'close'] as const) {
    socket.on(event, () => {
      ended = true;
      wake?.();
    });
  }
  return {
    async take(enough) {
      for (;;) {
        const taken = enough(bytes);
        if (taken !== null) {
          bytes = bytes.subarray(taken.length);
          return taken.value;
        }
        if (ended || bytes.length > LARGEST) throw new Error('The session bus ended the talk.');
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new BusSilentError()), PATIENCE_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
  };
}

/** The bus knows by the socket who we are; it only wants to hear it. */
async function greet(socket: Socket, reader: Reader): Promise<void> {
  const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  const answer = await reader.take((bytes) => {
    const end = bytes.indexOf('\r\n');
    return end < 0 ? null : { value: bytes.toString('latin1', 0, end), length: end + 2 };
  });
  if (!answer.startsWith('OK ')) throw new Error('The session bus does not let us in.');
  socket.write('BEGIN\r\n');
}

function createBus(socket: Socket, reader: Reader): Bus {
  let serial = 0;
  return async (call) => {
    serial += 1;
    socket.write(message(call, serial));
    for (;;) {
      const answer = await reader.take(answerIn);
      if (answer.replyTo !== serial) continue;
      if (answer.kind === RETURN) return answer.values;
      throw new Error(answer.error);
    }
  };
}

function field(id: number, signature: string, value: string): BusValue {
  return [id, { signature, value }];
}

function message({ to, path, method, signature = '', values = [] }: BusCall, serial: number): Buffer {
  const dot = method.lastIndexOf('.');
  const body = encode(signature, values);
  const head = encode('yyyyuua(yv)', [
    'l'.charCodeAt(0),
    CALL,
    0,
    1,
    body.length,
    serial,
    [
      field(FIELD.path, 'o', path),
      field(FIELD.interface, 's', method.slice(0, dot)),
      field(FIELD.member, 's', method.slice(dot + 1)),
      field(FIELD.destination, 's', to),
      ...(signature === '' ? [] : [field(FIELD.signature, 'g', signature)]),
    ],
  ]);
  return Buffer.concat([head, Buffer.alloc((8 - (head.length % 8)) % 8), body]);
}

interface Answer {
  readonly kind: number;
  readonly replyTo: number | null;
  readonly error: string;
  readonly values: readonly BusValue[];
}

function answerIn(bytes: Buffer): { value: Answer; length: number } | null {
  if (bytes.length < 16) return null;
  if (bytes.toString('latin1', 0, 1) !== 'l') throw new Error('The session bus speaks another byte order.');
  const bodyLength = bytes.readUInt32LE(4);
  const bodyAt = 16 + Math.ceil(bytes.readUInt32LE(12) / 8) * 8;
  if (bodyAt + bodyLength > LARGEST) throw new Error('The session bus sends too much.');
  if (bytes.length < bodyAt + bodyLength) return null;
  const [, kind, , , , , fields] = decode('yyyyuua(yv)', bytes.subarray(0, bodyAt)).values;
  const held = new Map(
    busList(fields).map((one) => {
      const [id, value] = busList(one);
      return [id, busVariant(value).value] as const;
    }),
  );
  const isAnswer = kind === RETURN || kind === ERROR;
  const body = bytes.subarray(bodyAt, bodyAt + bodyLength);
  const value: Answer = {
    kind: Number(kind),
    replyTo: isAnswer ? Number(held.get(FIELD.replyTo)) : null,
    error: busText(held.get(FIELD.error) ?? ''),
    values: kind === RETURN ? decode(busText(held.get(FIELD.signature) ?? ''), body).values : [],
  };
  return { value, length: bodyAt + bodyLength };
}
