// From a connection as ordered to a logged-in link: through the jump host if there is one, few at a time, and once more
// when a server hangs up because too many came at once.
import type { Connection, SeenKey } from '../messages.ts';
import { connect, type Link } from './connect.ts';
import { type Failed, type Failure, failed, jumpFailure, type Step } from './failure.ts';
import { createGate, type Gate } from './gate.ts';
import { type Dialled, dial, dialThrough } from './socket.ts';

const handshakesAtOnce = 32;
/** sshd begins to drop connections that are not logged in at ten (MaxStartups 10:30:100). */
const handshakesAnAddress = 5;

export interface Attempt {
  /** stop when the key is seen: no login */
  keyOnly?: boolean;
  onStep?(step: Step, detail: string): void;
}

export interface Handshakes {
  open(connection: Connection, attempt?: Attempt): Promise<Link | Failed>;
}

export interface HandshakeOptions {
  onKeySeen(host: string, seen: SeenKey): void;
  through(jump: Connection): Promise<{ ok: true; link: Link; release(): void } | { ok: false; failure: Failure }>;
}

export function createHandshakes({ onKeySeen, through }: HandshakeOptions): Handshakes {
  const all = createGate(handshakesAtOnce);
  const addresses = new Map<string, Gate>();

  async function inTurn<T>(address: string, task: () => Promise<T>): Promise<T> {
    const gate = addresses.get(address) ?? createGate(handshakesAnAddress);
    addresses.set(address, gate);
    const leaveAddress = await gate.enter();
    const leaveAll = await all.enter();
    try {
      return await task();
    } finally {
      leaveAll();
      leaveAddress();
      if (gate.idle) addresses.delete(address);
    }
  }

  /** The time to connect counts from here: waiting for one's turn is not the host's fault. */
  function shake(connection: Connection, how: Attempt, open: (deadline: number) => Promise<Dialled | Failed>): Promise<Link | Failed> {
    return inTurn(connection.address, async () => {
      const deadline = Date.now() + connection.connectTimeoutMs;
      const dialled = await open(deadline);
      if (!dialled.ok) return dialled;
      how.onStep?.('tcp', dialled.via);
      return connect(connection, dialled.stream, { ...how, deadline, onKeySeen: (seen) => onKeySeen(connection.host, seen) });
    });
  }

  async function attempt(connection: Connection, how: Attempt): Promise<Link | Failed> {
    const { jump } = connection;
    if (jump === null) return shake(connection, how, (deadline) => dial(connection, deadline, (address) => how.onStep?.('dns', address)));
    // The jump host's own handshake is not waited for inside the gate: it needs a place there itself.
    const held = await through(jump);
    if (!held.ok) return jumpFailure(jump, failed('tcp', held.failure));
    how.onStep?.('dns', `looked up by ${jump.host}`);
    const link = await shake(connection, how, (deadline) => dialThrough(held.link.client, connection, deadline));
    if (link.ok && !link.lost) link.onLost(held.release);
    else held.release();
    return link;
  }

  return {
    async open(connection, how = {}) {
      let giveUpAt = 0;
      for (let tries = 0; ; tries++) {
        const result = await attempt(connection, how);
        if (result.ok || !result.again) return result;
        const pause = (0.5 + Math.random()) * Math.min(2000, 100 * 2 ** tries);
        if (giveUpAt === 0) giveUpAt = Date.now() + connection.connectTimeoutMs;
        if (Date.now() + pause >= giveUpAt) return result;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    },
  };
}
