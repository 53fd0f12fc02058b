import type { Socket } from 'node:net';
import { posix } from 'node:path';
import type * as library from 'dbus-native';
import type { HostEnv } from '../host-env.ts';

export interface BusCall {
  readonly to: string;
  readonly path: string;
  /** `org.freedesktop.DBus.Properties.Get`. */
  readonly method: string;
  readonly signature?: string;
  /** One for each type of the signature: a dictionary is a plain object, a variant `[signature, value]`. */
  readonly values?: readonly unknown[];
}

/**
 * Asks somebody on the session bus. The answer is its one value, or a list of them; dictionaries come as plain objects,
 * variants as what they hold, bytes as a Buffer. A call that is refused fails with the error's own name as message.
 */
export type Bus = (call: BusCall) => Promise<unknown>;

/** It may be busy with a dialog, or hang: asking again would double the wait. */
export class BusSilentError extends Error {
  override readonly name = 'BusSilentError';
}

const PATIENCE_MS = 2_000;
/** A store of a few thousand secrets stays far below. */
const LARGEST = 8 * 1024 * 1024;

/**
 * Runs `job` with a connection of its own to the session bus of Linux. Null when there is no bus. For what the keychain
 * module has no words for: it finds items by one attribute only.
 */
export async function withSessionBus<T>(env: HostEnv, job: (bus: Bus) => Promise<T>): Promise<T | null> {
  const path = socketPath(env);
  if (path === null) return null;
  const dbus = await import('dbus-native');
  const socket = await connect(path);
  if (socket === null) return null;
  try {
    const bus = createBus(dbus, socket);
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

/** The library would take the address from this process, and reads no `%2f` in it. */
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

function createBus(dbus: typeof library, stream: Socket): Bus {
  const client = dbus.createClient({
    stream,
    // The bus knows by the socket who we are; the other ways would read a file, or let anybody in.
    authMethods: ['EXTERNAL'],
    // The library throws into the event loop when its own greeting fails: ours is a call like any other.
    direct: true,
    maxMessageSize: LARGEST,
    timeout: PATIENCE_MS,
  });
  // A listener each, or the library ends the process. Calls that wait then fail with what closed the connection.
  for (const event of ['error', 'handlerError'] as const) {
    client.connection.on(event, (error: Error) => stream.destroy(error));
  }
  return async ({ to, path, method, signature, values }) => {
    const dot = method.lastIndexOf('.');
    try {
      return await client.invoke<unknown>({
        destination: to,
        path,
        interface: method.slice(0, dot),
        member: method.slice(dot + 1),
        ...(signature === undefined ? {} : { signature, body: [...(values ?? [])] }),
      });
    } catch (error) {
      if (error instanceof dbus.TimeoutError) throw new BusSilentError();
      if (!(error instanceof dbus.DBusError)) throw error;
      // The words of a refusal may quote the call: its name says enough.
      throw error.cause instanceof Error ? error.cause : new Error(error.dbusName ?? error.name);
    }
  };
}
