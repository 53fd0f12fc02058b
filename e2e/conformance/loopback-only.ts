/**
 * Preloaded into the conformance runner, whose mock servers would listen on every network of this computer.
 * They read their port in the same turn, which `listen` with a host name does not allow: Node looks names up
 * first. `_listen2` is the step after that (node/lib/net.js, unchanged since Node 0.8).
 */
import { Server } from 'node:net';

type Bind = (this: Server, address: string | null, port: number, type: number, ...rest: unknown[]) => void;

const STEP = '_listen2';
const prototype = Server.prototype as unknown as Record<typeof STEP, Bind>;
const bind = prototype[STEP];

prototype[STEP] = function bindToLoopback(address, port, type, ...rest) {
  const everywhere = address === null && type === 4;
  return bind.call(this, everywhere ? '127.0.0.1' : address, port, type, ...rest);
};
