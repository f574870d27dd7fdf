// A way to a host that takes its time: every byte arrives later by half a round trip, each way. The kernel here has no
// module for it, so it is a proxy on loopback.
import { createConnection, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';

export interface SlowPath {
  address: string;
  port: number;
  [Symbol.asyncDispose](): Promise<void>;
}

export function openSlowPath(address: string, roundTripMs: number): Promise<SlowPath> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = createConnection({ host: address, port: 22 });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => sockets.delete(from));
      from.pipe(later(roundTripMs / 2)).pipe(to);
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      resolve({
        address: '127.0.0.1',
        port: typeof bound === 'object' && bound !== null ? bound.port : 0,
        async [Symbol.asyncDispose]() {
          for (const socket of sockets) socket.destroy();
          await new Promise((closed) => server.close(closed));
        },
      });
    });
  });
}

/** Holds every chunk for as long, in order, and lets the next one in meanwhile. */
function later(delayMs: number): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, taken) {
      setTimeout(() => this.push(chunk), delayMs);
      taken();
    },
    flush(done) {
      setTimeout(done, delayMs);
    },
  });
}
