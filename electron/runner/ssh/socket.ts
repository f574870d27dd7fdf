// The bytes to a host: name look-up and TCP, or a channel through a jump host's connection. Knows nothing of SSH logins.
import { connect as connectSocket, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Connection } from '../messages.ts';
import { type Failed, failed, placeOf, socketFailure, timeoutFailure, unreachable } from './failure.ts';

/** A connection that says nothing for so long is tried by the kernel. */
const keepAliveMs = 30_000;

/**
 * What is read from any socket lands here. Memory of its own for every read, thousands a second, would be let go only when the
 * garbage collector looks, and be most of what the process holds.
 */
const landing = Buffer.allocUnsafeSlow(256 << 10);
/** Sockets whose listener keeps nothing of the bytes it is given. */
const trusting = new WeakSet<Duplex>();

export interface Dialled {
  ok: true;
  stream: Duplex;
  /** what was connected to, for a person */
  via: string;
}

/** Opens TCP to the connection's address. Gives up at `deadline` (epoch ms). */
export function dial(connection: Connection, deadline: number, onResolved: (address: string) => void): Promise<Dialled | Failed> {
  return new Promise((resolve) => {
    let resolved = isIP(connection.address) !== 0;
    if (resolved) onResolved(connection.address);
    const where = { host: connection.address, port: connection.port };
    const onread = {
      buffer: () => landing,
      callback(length: number) {
        const bytes = landing.subarray(0, length);
        socket.emit('data', trusting.has(socket) ? bytes : Buffer.from(bytes));
        return true;
      },
    };
    const socket: Socket = connectSocket({ ...where, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs, onread });
    const timer = setTimeout(() => end(timeoutFailure(connection, resolved ? 'tcp' : 'dns')), Math.max(1, deadline - Date.now()));
    const end = (failure: Failed) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(failure);
    };
    socket.on('lookup', (error, address) => {
      if (error !== null || resolved) return; // once an address
      resolved = true;
      onResolved(address);
    });
    socket.on('error', (error) => end(socketFailure(connection, error)));
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve({
        ok: true,
        stream: gathering(socket),
        via: placeOf({ address: socket.remoteAddress ?? connection.address, port: connection.port }),
      });
    });
  });
}

/**
 * From now on the bytes of a socket are good only until its listener returns. So ssh2 treats them once all is encrypted: each
 * of its ciphers copies what it deciphers.
 */
export function lendBytes(stream: Duplex): void {
  trusting.add(stream);
}

/** ssh2 writes each packet in three pieces: what is written in one turn leaves in one call, and as few segments as it can. */
function gathering(socket: Socket): Socket {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let corked = false;
  socket.write = (...args: unknown[]): boolean => {
    if (!corked) {
      corked = true;
      socket.cork();
      process.nextTick(() => {
        corked = false;
        socket.uncork();
      });
    }
    return write(...args);
  };
  return socket;
}

/** Opens a channel from the jump host to the connection's address. */
export function dialThrough(jump: Client, connection: Connection, deadline: number): Promise<Dialled | Failed> {
  const host = connection.jump?.host ?? 'the jump host';
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(timeoutFailure(connection, 'tcp')), Math.max(1, deadline - Date.now()));
    const refuse = (reason: string) => {
      clearTimeout(timer);
      const remedy = `can ${host} reach it, and does its sshd allow TCP forwarding?`;
      resolve(failed('tcp', unreachable(`jump host ${host} cannot connect to ${placeOf(connection)}: ${reason}`, remedy)));
    };
    try {
      jump.forwardOut('127.0.0.1', 0, connection.address, connection.port, (error, stream) => {
        if (error) return refuse(error.message.replace(/^\(SSH\) Channel open failure: /, ''));
        clearTimeout(timer);
        stream.on('error', () => {}); // its end is told by 'close'
        resolve({ ok: true, stream, via: `${placeOf(connection)} through ${host}` });
      });
    } catch (error) {
      refuse((error as Error).message);
    }
  });
}
